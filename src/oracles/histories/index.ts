/** Histories of concurrent operations as text: JSON Lines, EDN and log lines of Jepsen, for the models of `linearizability`. */
export { HistoryFormatError } from './errors.ts';
export { HISTORY_FORMATS, type HistoryFormat } from './formats/recognise.ts';
export { HISTORY_MODELS, type HistoryModel } from './kinds/names.ts';
export {
  type History,
  type HistoryOperation,
  type HistoryOptions,
  HistoryReader,
  type HistorySummary,
  parseHistory,
} from './reader.ts';
