/** Keeps a Pulumi program from ending while it waits. */

/** Longer than any wait; the timer only exists. */
const longMs = 2 ** 31 - 1;

/**
 * Keeps the process alive until something has ended. A program with nothing left to wait for has
 * ended for the engine, which then deletes every object that it did not register: all
 * that waits for a look at the clusters or for an earlier stage.
 */
export async function awake<T>(work: T | Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, longMs);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
