// How long a pod that ends still answers.
/** Seconds for which a pod that ends still answers, unless a version says otherwise. */
export const defaultDrainSeconds = 5;
