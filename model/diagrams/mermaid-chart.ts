// Draws the traffic of services as one Mermaid flowchart; mermaid.ts calls it.
import { Identifiers, label } from "./mermaid-text";
import { percent } from "./diagram";
import type { ServiceTraffic, TrafficCase, TrafficShare, TrafficSource } from "./traffic";

/**
 * The most clusters that the box of a version names; if there are more, the box shows their number.
 */
const namedClusters = 3;

/** Marks versions without traffic. */
const idleClass = ":::idle";

/**
 * A flowchart of services and their versions. Arrows show the requests that reach a version: thick
 * arrows for lanes, dotted arrows for copies. The words on an arrow say which requests it shows, or
 * which part of them; an arrow without words shows all requests.
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
  /** Ways in, lanes and answers of proxies, by identifier. */
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

  /**
   * The box of a service: its versions, the point where its ways in meet, and the conditions whose
   * requests split.
   */
  box(traffic: ServiceTraffic): string[] {
    const { service, ports, versions, outside = {}, stable, cases, stickyCookie } = traffic;
    const sticky = stickyCookie ? `, sticky by cookie ${stickyCookie}` : "";
    const reached = new Set(this.drawn.map(({ to }) => to));
    return [
      `subgraph ${this.ids.of(["service", service])}[${label(`${service}:${ports.join(",")}${sticky}`)}]`,
      ...(cases.some(meets) ? [`  ${this.ids.of(["to", service])}((${label(" ")}))`] : []),
      ...cases.flatMap((one, i) =>
        isCondition(one)
          ? [`  ${this.ids.of(["case", service, String(i)])}{{${label(...words(one))}}}`]
          : [],
      ),
      ...[...Object.entries(versions), ...Object.entries(outside)].map(([version, at]) => {
        const id = this.version(service, version);
        const lines = [
          version,
          typeof at === "string" ? `outside, ${at}` : placesText(at),
          ...(version === stable ? ["stable version"] : []),
        ];
        return reached.has(id)
          ? `  ${id}[${label(...lines)}]`
          : `  ${id}[${label(...lines, "no traffic")}]${idleClass}`;
      }),
      "end",
    ];
  }

  /** Ways in, lanes and answers of proxies. */
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
    if (one.answer !== undefined) {
      const id = this.put(this.ids.of(["answer", service, String(i)]), `>${label(one.answer)}]`);
      this.arrow(from, line, id, [...said, ...(rest ? [rest] : [])]);
    }
    if (!one.copies) return;
    const copied = `copies of ${percent(one.copies.percent ?? 100)}`;
    this.arrow(from, "-.->", this.version(service, one.copies.version), [copied]);
  }

  private arrow(from: string, line: string, to: string, text: readonly string[] = []): void {
    this.drawn.push({ from, line, to, text });
  }

  /** The identifier of a sender of requests. */
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

function placesText(clusters: readonly string[]): string {
  return clusters.length > namedClusters
    ? `in ${clusters.length} clusters`
    : `in ${clusters.join(", ")}`;
}

/** Whether requests from several ways in split together. */
function meets({ sources, shares }: TrafficCase): boolean {
  return sources.length > 1 && shares.length > 1;
}

/** Whether a condition has a point of its own, because its requests split. */
function isCondition({ further, shares }: TrafficCase): boolean {
  return further.length > 0 && shares.length > 1;
}

/** The name and the conditions of a case, as lines. */
function words({ name, further }: TrafficCase): string[] {
  return [...(name ? [name] : []), ...further];
}

/** Whether a case has no condition of its own, and earlier cases take a part of its requests. */
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

/**
 * The words on one version's share: its percentage if other versions get requests, too, and the
 * lane that the requests enter.
 */
function portion({ percent: share, lane, version }: TrafficShare, one: TrafficCase): string[] {
  const follows = one.sources.some((source) => "service" in source);
  return [
    ...(follows ? [`keeps ${version}`] : []),
    ...(one.shares.length > 1 ? [percent(share)] : []),
    ...(lane ? [`into lane ${lane}`] : []),
  ];
}
