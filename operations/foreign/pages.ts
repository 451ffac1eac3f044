/** Reads long lists page by page, so that a cluster with many objects answers at once. */
import { KubeError, type KubeClient } from "../../kubernetes/client";

/** Objects of one page: what `kubectl` asks for, too. */
const pageSize = 500;

interface Page<T> {
  readonly metadata?: { readonly continue?: string };
  readonly items: readonly T[];
}

/**
 * All objects of a list, page by page
 * (https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks).
 * If the list changes so much meanwhile that its next page is gone (410), it reads the whole list.
 *
 * @returns undefined where the API server does not know the kind
 * @throws KubeError for every other answer
 */
export async function pagesOf<T>(
  client: Pick<KubeClient, "get">,
  path: string,
): Promise<readonly T[] | undefined> {
  const found: T[] = [];
  let query = `?limit=${pageSize}`;
  for (;;) {
    let page: Page<T> | undefined;
    try {
      page = await client.get<Page<T>>(`${path}${query}`);
    } catch (error) {
      if (!(error instanceof KubeError && error.status === 410)) throw error;
      return (await client.get<Page<T>>(path))?.items;
    }
    if (!page) return undefined;
    found.push(...page.items);
    const { continue: next } = page.metadata ?? {};
    if (!next) return found;
    query = `?limit=${pageSize}&continue=${encodeURIComponent(next)}`;
  }
}
