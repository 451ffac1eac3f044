/** The rows of a tree that tell of versions: weight, goal, pods, and the share of requests measured. Pure. */
import stringWidth from "string-width";
import type { ServiceWeights, Weights } from "../../../../model/release/routing";
import { isByOrigin } from "../../../../model/release/weights";
import type { Measured, ServiceReport, VersionReport } from "../report";
import type { Branch } from "./branch";
import { padded } from "./columns";
import { isReady } from "./fold";
import { bar, paintOf, signs, type TreeStyle } from "./style";

/** From so many columns on rows have room for more. */
const wide = 110;

/** Columns that rows share, so that they stand one below the other in the whole tree. */
export interface Columns {
  readonly name: number;
  readonly weight: number;
  readonly pods: number;
}

/** The columns that versions of services need. */
export function columnsOf(services: readonly ServiceReport[], { width }: TreeStyle): Columns {
  const rows = services.flatMap((one) =>
    versionsOf(one).map((version) => [version.name, weightText(one, version.name), pods(version)]),
  );
  // One long name does not push all other rows to the right.
  const most = width >= wide ? 40 : 16;
  const widest = (column: number) =>
    Math.max(0, ...rows.map((row) => stringWidth(row[column]!)).filter((one) => one <= most));
  return { name: widest(0), weight: widest(1), pods: widest(2) };
}

/** A branch for each version of a service. */
export function versionBranches(
  service: ServiceReport,
  columns: Columns,
  style: TreeStyle,
): Branch[] {
  const { good, open, quiet, strong } = paintOf(style);
  const barColumns = style.width >= wide ? 20 : 10;
  return versionsOf(service).map((version) => {
    const { name } = version;
    const share = shareOf(service.live, name);
    const weight = padded(weightText(service, name), columns.weight);
    const isUp = isReady(version);
    const parts = [
      strong(padded(name, columns.name)),
      ...(share === null ? [] : [share > 0 ? good(bar(share, barColumns)) : bar(0, barColumns)]),
      weight,
      padded(isUp ? pods(version) : open(`${signs.warn} ${pods(version)}`), columns.pods),
      ...(version.measured ? [measuredText(version.measured, style.width >= wide)] : []),
    ];
    const recorded = textOf(service.recorded, name);
    const isOther = service.live && service.recorded && recorded !== textOf(service.live, name);
    const notes = isOther ? [open(`${signs.warn} recorded ${recorded}`)] : [];
    const text = [...parts, ...notes]
      .filter((one) => one.trim() !== "")
      .join("  ")
      .trimEnd();
    const isIdle = share === 0 && (shareOf(service.goal, name) ?? 0) === 0;
    return { text: isIdle ? quiet(text) : text };
  });
}

/** Versions with pods, and those with a weight now or at the end. */
function versionsOf({ live, goal, recorded, versions }: ServiceReport): VersionReport[] {
  const known = new Set(versions.map(({ name }) => name));
  const weighted = [live, recorded, goal].flatMap((one) => (one ? namesIn(one) : []));
  const others = [...new Set(weighted)].filter((name) => !known.has(name));
  return [
    ...versions,
    ...others.map((name) => ({ name, wanted: null, available: null, measured: null })),
  ];
}

function namesIn(weights: ServiceWeights): string[] {
  const of = (one: Weights) => Object.keys(one).filter((name) => one[name]! > 0);
  return isByOrigin(weights) ? [...of(weights.gateway), ...of(weights.mesh)] : of(weights);
}

function weightText({ live, goal }: ServiceReport, version: string): string {
  const now = live === null ? "weight not known" : textOf(live, version);
  const end = textOf(goal, version);
  return goal === null || end === now ? now : `${now} → ${end}`;
}

function textOf(weights: ServiceWeights | null, version: string): string {
  if (weights === null) return "";
  if (!isByOrigin(weights)) return `${weights[version] ?? 0} %`;
  return `gateway ${weights.gateway[version] ?? 0} %, mesh ${weights.mesh[version] ?? 0} %`;
}

/** 0 to 1; null: it is not known, or there are two. */
function shareOf(weights: ServiceWeights | null, version: string): number | null {
  return weights === null || isByOrigin(weights) ? null : (weights[version] ?? 0) / 100;
}

function pods({ wanted, available }: Omit<VersionReport, "measured">): string {
  if (wanted === null || available === null) return "pods not known";
  return `${available}/${wanted} ${wanted === 1 ? "pod" : "pods"}`;
}

function measuredText({ requests, of }: Measured, isWide: boolean): string {
  const share = `${((requests / of) * 100).toFixed(1)} %`;
  const counts = `${requests.toLocaleString("en")} of ${of.toLocaleString("en")}`;
  return isWide ? `measured ${share} (${counts} requests)` : `measured ${share}`;
}
