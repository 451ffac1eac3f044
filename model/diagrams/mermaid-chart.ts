import { Identifiers, label } from "./mermaid-text";
import { percent } from "./diagram";
import type { ServiceTraffic, TrafficCase, TrafficShare, TrafficSource } from "./traffic";

/** Clusters that a version's box names; of more it says how many. */
const namedClusters = 3;

/** Marks versions without traffic. */
const idleClass = ":::idle";

/**
 * A flowchart of services with their versions, and arrows for what reaches the versions: thick ones for lanes, dotted ones
 * for copies. An arrow says which part or which requests it takes; one without words takes all.
 */
export function drawTraffic(services: readonly ServiceTraffic[]): string {
  const chart = new Chart();
  for (const service of services) chart.draw(service);
  const boxes = services.flatMap((service) => chart.box(service));
  const idle = boxes.some((line) => line.endsWith(idleClass));
  const lines = [
    "flowchart LR",
    ...chart.senders(),
    ...boxes,
    ...chart.arrows(),
    ...(idle ? ["classDef idle stroke-dasharray: 4 4"] : []),
  ];
  return `${lines.join("\n  ")}\n`;
}

class Chart {
  private readonly ids = new Identifiers();
  /** Ways in and lanes, by identifier. */
  private readonly outside = new Map<string, string>();
  private readonly drawn: { from: string; line: string; to: string; text: readonly string[] }[] =
    [];

  /** Draws the arrows of a service. */
  draw(traffic: ServiceTraffic): void {
    const { service, cases, entries } = traffic;
    const meeting = this.ids.of(["to", service]);
    if (cases.some(meets))
      for (const { origin } of entries)
        this.arrow(this.sender(traffic, { origin }), "-->", meeting);
    cases.forEach((one, i) => {
      const from = meets(one) ? [meeting] : one.sources.map((s) => this.sender(traffic, s));
      const point = this.ids.of(["case", service, String(i)]);
      const line = one.sources.some((source) => "lane" in source) ? "==>" : "-->";
      if (!isCondition(one)) return from.forEach((id) => this.shares(traffic, i, id, line));
      from.forEach((id) => this.arrow(id, line, point));
      this.shares(traffic, i, point, line);
    });
  }

  /** The service as a box around its versions, the point where its ways in meet, and conditions of which each splits. */
  box({ service, port, versions, cases, stickyCookie }: ServiceTraffic): string[] {
    const sticky = stickyCookie ? `, sticky by cookie ${stickyCookie}` : "";
    const reached = new Set(this.drawn.map(({ to }) => to));
    return [
      `subgraph ${this.ids.of(["service", service])}[${label(`${service}:${port}${sticky}`)}]`,
      ...(cases.some(meets) ? [`  ${this.ids.of(["to", service])}((${label(" ")}))`] : []),
      ...cases.flatMap((one, i) =>
        isCondition(one)
          ? [`  ${this.ids.of(["case", service, String(i)])}{{${label(...words(one))}}}`]
          : [],
      ),
      ...Object.entries(versions).map(([version, clusters]) => {
        const id = this.version(service, version);
        const where = clusters.length > namedClusters ? [`${clusters.length} clusters`] : clusters;
        const lines = [version, `in ${where.join(", ")}`];
        return reached.has(id)
          ? `  ${id}[${label(...lines)}]`
          : `  ${id}[${label(...lines, "no traffic")}]${idleClass}`;
      }),
      "end",
    ];
  }

  /** Ways in and lanes. */
  senders(): string[] {
    return [...this.outside.values()];
  }

  arrows(): string[] {
    const lines = this.drawn.map(({ from, line, to, text }) =>
      [from, text.length > 0 ? `${line}|${label(...text)}|` : line, to].join(" "),
    );
    return lines;
  }

  private shares({ service, cases }: ServiceTraffic, i: number, from: string, line: string): void {
    const one = cases[i] as TrafficCase;
    const said = isCondition(one) ? [] : words(one);
    const rest = isRest(one, cases.slice(0, i)) ? "others" : "";
    for (const share of one.shares) {
      const part = [rest, ...portion(share, one)].filter(Boolean).join(" ");
      const text = [...said, ...(part ? [part] : []), ...one.faults];
      this.arrow(from, line, this.version(service, share.version), text);
    }
    if (!one.copies) return;
    const copied = `copies of ${percent(one.copies.percent ?? 100)}`;
    this.arrow(from, "-.->", this.version(service, one.copies.version), [copied]);
  }

  private arrow(from: string, line: string, to: string, text: readonly string[] = []): void {
    this.drawn.push({ from, line, to, text });
  }

  /** The identifier of who sends requests. */
  private sender({ entries }: ServiceTraffic, source: TrafficSource): string {
    if ("service" in source) return this.version(source.service, source.version);
    if ("lane" in source) {
      const { lane, header } = source;
      return this.put(
        this.ids.of(["lane", lane]),
        `[/${label(`lane ${lane}`, `${header}: ${lane}`)}/]`,
      );
    }
    const entry = entries.find(({ origin }) => origin === source.origin);
    if (!entry || entry.origin === "mesh")
      return this.put(this.ids.of(["mesh"]), `([${label("inside the mesh")}])`);
    const { name, details } = entry;
    const id = this.ids.of(["gateway", name, ...details], "gateway");
    return this.put(id, `([${label(`gateway ${name}`, ...details)}])`);
  }

  private version(service: string, version: string): string {
    return this.ids.of(["version", service, version], `${service}_${version}`);
  }

  private put(id: string, shape: string): string {
    this.outside.set(id, `${id}${shape}`);
    return id;
  }
}

/** Whether requests from several ways in split as one. */
function meets({ sources, shares }: TrafficCase): boolean {
  return sources.length > 1 && shares.length > 1;
}

/** Whether a condition has a point of its own, because its requests split. */
function isCondition({ further, shares }: TrafficCase): boolean {
  return further.length > 0 && shares.length > 1;
}

/** What a case's requests have in common, as lines. */
function words({ name, further }: TrafficCase): string[] {
  return [...(name ? [name] : []), ...further];
}

/** Whether earlier cases take a part of the requests that a case without a condition of its own would have. */
function isRest({ further, sources }: TrafficCase, earlier: readonly TrafficCase[]): boolean {
  if (further.length > 0 || !sources.some((source) => "origin" in source)) return false;
  return earlier.some((one) =>
    one.sources.some(
      (source) =>
        !("origin" in source) ||
        (one.further.length > 0 &&
          sources.some((mine) => "origin" in mine && mine.origin === source.origin)),
    ),
  );
}

/** The part of a case's requests that a version gets, where it is not all of them, and the lane that they enter. */
function portion({ percent: share, lane, version }: TrafficShare, one: TrafficCase): string[] {
  const follows = one.sources.some((source) => "service" in source);
  return [
    ...(follows ? [`keeps ${version}`] : []),
    ...(one.shares.length > 1 ? [percent(share)] : []),
    ...(lane ? [`into lane ${lane}`] : []),
  ];
}
