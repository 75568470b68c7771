/** The documents whose numbers are put to the test, with the headings under which numbers stand. */
import type { DocumentName } from './types.ts';

export interface SourceDocument {
  readonly name: DocumentName;
  readonly title: string;
  /** Headings, in order. */
  readonly places: readonly string[];
}

export const DOCUMENTS: readonly SourceDocument[] = [
  { name: 'targets', title: 'The targets asked of the lab', places: ['Targets'] },
  {
    name: '000',
    title: 'Micro-Agile Swarm Orchestration',
    places: [
      'Executive Summary',
      'Core Architecture',
      'Scaling to Thousands',
      'High-Impact Sprint Phases',
      'Deployment Architecture',
      'Real-World Example',
      'Monitoring Dashboard',
      'Key Success Factors',
      'Conclusion',
    ],
  },
  {
    name: '001',
    title: 'Large-Scale Agent Coordination Enhancements',
    places: [
      'Performance Achievements',
      'Parallel Agent Spawning',
      'Hierarchical Coordination',
      'Health Monitoring and Auto-Recovery',
      'Consensus Protocols',
      'Fault Tolerance Mechanisms',
      'Agent Spawning Performance',
      'Coordination Performance',
      'Health Monitoring Performance',
      'Consensus Performance',
      'Testing Strategy',
      'Known Limitations',
      'Recommended Configuration',
      'Scaling Guidelines',
    ],
  },
  { name: '002', title: 'Agent Orchestration System', places: ['Core Principles', 'Best Practices'] },
  {
    name: '003',
    title: 'Intelligent Dynamic Parallel Orchestration System',
    places: [
      'Core Principle',
      'Advanced Scaling Logic',
      'Intelligent Scaling Matrix',
      'Scenario 1: Deploy to 10,000 Servers',
      'Scenario 2: Process 1 Million Files',
      'Scenario 3: Repository Cleanup',
      'Scenario 4: Bug Fix',
      'Resource-Aware Scaling',
      'Failure-Aware Scaling',
      'Agent Pool Management & Reuse',
      'Adaptive Batch Sizing',
      'Intelligent Task Pattern Recognition',
      'Real-Time Intelligent Monitoring',
      'Enhanced Safety Features',
      'Scaling Examples',
      'Time Savings',
    ],
  },
  {
    name: '004',
    title: 'PRD: Multi-Agent Swarm System',
    places: [
      'Goals & Objectives',
      'Performance',
      'Reliability',
      'Database Schema',
      'Topology Configurations',
      'Success Metrics',
    ],
  },
];
