export { defineModule } from './lab/extension/definition.ts';
