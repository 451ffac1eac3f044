// Draws the settings in which clusters differ as text: side by side where that fits.
import type { Difference } from "../plan/differences";
import type { ServiceWeights, Weights } from "../release/routing";
import { isByOrigin } from "../release/weights";
import { wrapped } from "./wrapped";

/** Characters of a line: the comments of `gray plan` put two more before it. */
const width = 78;

/** Stands for a setting that a cluster lacks, and for a version that it does not run. */
const nothing = "-";

/**
 * The settings in which clusters differ, as lines of at most 78 characters: a table with a column
 * for each cluster, and below it those settings whose values, or the clusters themselves, are too
 * wide for it, as a list of values with their clusters.
 *
 * @param clusters names of all clusters, in their order
 * @returns no line where nothing differs
 */
export function drawDifferences(
  found: readonly Difference[],
  clusters: readonly string[],
): string[] {
  if (found.length === 0) return [];
  const rows = found.map((one) => ({
    label: label(one),
    values: clusters.map((name) => valueText(one, name)),
  }));
  const narrow = rows.filter((row) => lineWidth(widthsOf([row], clusters)) <= width);
  const table = withinWidth(narrow, clusters);
  const listed = rows.filter((row) => !table.includes(row));
  return [
    "clusters differ",
    ...(table.length > 0 ? drawTable(table, clusters) : []),
    ...drawList(listed, clusters),
  ];
}

interface Row {
  readonly label: string;
  /** In the order of the clusters. */
  readonly values: readonly string[];
}

function label({ service, version, lane, key }: Difference): string {
  return [...(lane === undefined ? [service, version] : ["lane", lane]), key]
    .filter((part) => part !== undefined)
    .join(" ");
}

function valueText({ key, values }: Difference, cluster: string): string {
  const value = values[cluster];
  if (value === undefined || value === null) return nothing;
  if (key === "weights") return weightsText(value as ServiceWeights);
  if (key === "percent") return `${value as number} %`;
  return typeof value === "string" ? oneLine(value) : JSON.stringify(value);
}

/** Text that would break a line, or could be taken for nothing, stands in quotes. */
function oneLine(value: string): string {
  return value === "" || value === nothing || /[\p{C}]|^\s|\s$/u.test(value)
    ? JSON.stringify(value)
    : value;
}

function weightsText(weights: ServiceWeights): string {
  const one = (split: Weights) =>
    Object.entries(split)
      .map(([version, weight]) => `${version} ${weight}`)
      .join(", ");
  if (!isByOrigin(weights)) return one(weights);
  return `gateway: ${one(weights.gateway)}; mesh: ${one(weights.mesh)}`;
}

/** Rows that fit into one table: the widest ones have to go where all of them together do not. */
function withinWidth(rows: readonly Row[], clusters: readonly string[]): readonly Row[] {
  if (rows.length === 0 || lineWidth(widthsOf(rows, clusters)) <= width) return rows;
  const wide = (row: Row) => lineWidth(widthsOf([row], clusters));
  const widest = rows.reduce((one, other) => (wide(other) > wide(one) ? other : one));
  return withinWidth(
    rows.filter((row) => row !== widest),
    clusters,
  );
}

/** The width of each column: labels, then the values of each cluster below its name. */
function widthsOf(rows: readonly Row[], clusters: readonly string[]): number[] {
  return cellsOf(rows, clusters).reduce(
    (widths, line) => line.map((cell, i) => Math.max(cell.length, widths[i] ?? 0)),
    [] as number[],
  );
}

function cellsOf(rows: readonly Row[], clusters: readonly string[]): string[][] {
  return [["", ...clusters], ...rows.map(({ label, values }) => [label, ...values])];
}

/** Two blanks stand before each column. */
function lineWidth(widths: readonly number[]): number {
  return widths.reduce((sum, one) => sum + one + 2, 0);
}

function drawTable(rows: readonly Row[], clusters: readonly string[]): string[] {
  const widths = widthsOf(rows, clusters);
  return cellsOf(rows, clusters).map((line) =>
    line
      .map((cell, i) => `  ${cell.padEnd(widths[i] ?? 0)}`)
      .join("")
      .trimEnd(),
  );
}

function drawList(rows: readonly Row[], clusters: readonly string[]): string[] {
  return rows.flatMap(({ label, values }) => [
    ...wrapped(label, "  ", width),
    ...[...new Set(values)].flatMap((value) => {
      const where = clusters.filter((_, i) => values[i] === value).join(", ");
      return wrapped(`${where}: ${value}`, "    ", width);
    }),
  ]);
}
