/** Kinds of objects that histories may be of. */
export const HISTORY_MODELS = ['register', 'cas-register', 'multi-register', 'kv', 'mutex', 'queue'] as const;
export type HistoryModel = (typeof HISTORY_MODELS)[number];
