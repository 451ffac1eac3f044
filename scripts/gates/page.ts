// The place of the simulations' tables in docs/gates.md.
import { join } from "node:path";
import type { Measured } from "./scenarios";
import { tables } from "./table";

const docs = join(__dirname, "../../docs");

/** The page with the tables, and the picture that it shows. */
export const [page, pictureFile] = [join(docs, "gates.md"), join(docs, "gates.svg")];

/**
 * The page with the tables of these simulations, not formatted.
 *
 * @throws Error where the page has no place for one
 */
export function pageWith(text: string, all: readonly Measured[]): string {
  const { good, bad } = tables(all);
  return [
    ["good", good],
    ["worse", bad],
  ].reduce((now, [name, table]) => {
    const place = new RegExp(`(<!-- simulated: ${name} versions -->)[^<]*(<!-- end -->)`);
    if (!place.test(now)) throw new Error(`docs/gates.md has no place for the ${name} versions`);
    return now.replace(place, `$1\n\n${table}\n\n$2`);
  }, text);
}
