// Draws stack files with values of every kind that readers of YAML might take differently.
import type { Draw } from "../arbitraries/draw";
import { Plain, Writer } from "./written";

/** Names of versions that stay the same for every reader, plain or in quotes. */
const names = ["v1", "v2", "v10", "stable", "canary", "2", "10", "1.9", "1.2.3", "true", "a-1"];

/** Names that need quotes; the engine itself refuses one that it takes for another one's name. */
const nastyNames = [
  ...["0041", "010", "0080", "1.10", "1.0", "72225e2", "1e3", "0x1F", "0b11", "0o17", "1_000"],
  ...["2026-11-26", "yes", "no", "ON", "y", "N", "null", "12345678901234567890", "1234567.5"],
];

/** Texts that need quotes. */
const nastyTexts = [
  "True",
  ...[...nastyNames, "", "~", "12:30:00", "1:30", "2026-11-26T10:00:00Z", "2026-1-2 3:4:5", "+5"],
  ...["-0", ".5", "5.", "0X1F", "-0x1F", "2026_11", "1e400", "=", "08:15", "-.5e3", "0.0"],
];

/** Texts that are texts for every reader. */
const texts = [
  ...[
    "a",
    "hello world",
    "on and off",
    "no way out",
    "10.0.0.1",
    "100m",
    "1.2.3",
    "x:y",
    "2026-13-45",
    "5000/tcp",
    "v1.10",
  ],
  ...[
    "it's",
    'say "hi"',
    "a # b",
    "a: b",
    "*a",
    "&b",
    "!c",
    "{d}",
    "[e]",
    "%f",
    "@g",
    "- h",
    "<tag> & more",
  ],
  ...[
    "two\nlines",
    "set -e\n  run\nend\n",
    " spaced ",
    "tab\there",
    "ü💥",
    "back\\slash",
    "null and void",
    "$(A)/b",
  ],
];

/** How likely a text that needs quotes stands without them, in percent. */
type Mood = number;

/** The keys of a stack's config without their namespace, as the text of a block mapping. */
export function drawConfig(draw: Draw): (key: (name: string) => string) => string {
  const mood: Mood = draw.one([0, 0, 0, 8, 40]);
  const writer = new Writer(draw);
  const names = draw.some(["web", "cart", "api"], 1).slice(0, 2);
  const services = names.map((name) => [name, drawService(draw, mood, name === names[0])] as const);
  const config: Record<string, unknown> = {
    release: {
      name: "shop",
      namespace: "shop",
      gateway: {},
      services: Object.fromEntries(services.map(([name, { spec }]) => [name, spec])),
      ...lanes(draw, mood, services[0]?.[1].versions ?? []),
    },
    clusters: drawClusters(draw, mood, services[0] as (typeof services)[number]),
  };
  if (draw.chance(30)) {
    const [name, { versions }] = services[0] as (typeof services)[number];
    config.weights = { [name]: weights(draw, mood, versions) };
  }
  if (draw.chance(20))
    config.namespace = draw.one(["demo", 2026, nasty(draw, mood, ["0123", "1.0", "true"])]);
  if (draw.chance(15))
    config.settle = draw.one([1, 0.5, { limit: 30 }, new Plain("1e1"), ...odd(mood, "010")]);
  if (draw.chance(10))
    config.protect = draw.one([true, false, new Plain(mood > 0 ? "yes" : "True")]);
  if (draw.chance(10)) config.ready = draw.one([60, "60", new Plain("6e1"), ...odd(mood, "0o74")]);
  // Keys come first in any order, so that no alias stands before its anchor.
  const body = Object.entries(config);
  return (key) =>
    draw
      .some(
        body.map((_, i) => i),
        body.length,
      )
      .map((i) => body[i] as (typeof body)[number])
      .map(([name, value]) => writer.block({ [key(name)]: value }, "  ", []))
      .join("");
}

interface DrawnService {
  readonly versions: readonly string[];
  readonly spec: Readonly<Record<string, unknown>>;
}

function drawService(draw: Draw, mood: Mood, exposed: boolean): DrawnService {
  const pool = draw.chance(50) ? names : [...names, ...nastyNames];
  const versions = [...new Set([draw.one(pool), draw.one(pool), draw.one(pool)])].slice(
    0,
    draw.whole(1, 3),
  );
  const [first = ""] = versions;
  const spec = {
    port: draw.one([80, 8080, ...odd(mood, "8_080"), 9000]),
    ...(exposed && draw.chance(60) && { expose: true }),
    versions: Object.fromEntries(
      versions.map((name) => [key(draw, mood, name), drawVersion(draw, mood)]),
    ),
    weights: weights(draw, mood, versions),
    ...(draw.chance(40) && {
      routes: [
        {
          name: "testers",
          match: { headers: { "x-user": { exact: scalar(draw, mood) } } },
          to: nasty(draw, mood, [first]),
          ...(draw.chance(30) && { timeout: draw.one(["2s", "1.5s", ...odd(mood, "2")]) }),
        },
      ],
    }),
    ...(draw.chance(15) && { sticky: {} }),
  };
  return { versions, spec };
}

function drawVersion(draw: Draw, mood: Mood): Readonly<Record<string, unknown>> {
  const variables = draw.some(["ZONE", "HOST", "DAY", "BUILD", "V10", "V2"]).slice(0, 3);
  return {
    image: `registry.example/web:${draw.one(["1", "1.10", "0041", "yes"])}`,
    ...(draw.chance(40) && {
      replicas: draw.one([
        ...[1, 2, 3, new Plain("2.0"), nasty(draw, mood, ["010"])],
        { west: draw.one([2, ...odd(mood, "010")]) },
      ]),
    }),
    ...(variables.length > 0 && {
      env: Object.fromEntries(
        variables.map((name) => [
          name,
          draw.chance(20) ? `$(${draw.one(variables)})/x` : scalar(draw, mood),
        ]),
      ),
    }),
    ...(draw.chance(15) && {
      pod: { metadata: { annotations: { note: scalar(draw, mood) } } },
    }),
  };
}

function lanes(draw: Draw, mood: Mood, versions: readonly string[]) {
  const [first] = versions;
  if (first === undefined || !draw.chance(15)) return {};
  return {
    lanes: {
      header: "x-lane",
      mode: "permissive",
      lanes: [{ name: "gray", version: nasty(draw, mood, [first]) }],
    },
  };
}

function drawClusters(
  draw: Draw,
  mood: Mood,
  [service, { versions }]: readonly [string, DrawnService],
) {
  return draw.some(["west", "east"], 1).map((name) => ({
    name,
    context: `kind-${name}`,
    ...(draw.chance(20) && { role: "primary" }),
    ...(draw.chance(25) && {
      versions: { [service]: { [key(draw, mood, draw.one(versions))]: ownChanges(draw, mood) } },
    }),
    ...(draw.chance(10) && { registry: draw.one(["registry.example", "registry.example:5000"]) }),
  }));
}

/** What a cluster changes of a version. */
function ownChanges(draw: Draw, mood: Mood): Readonly<Record<string, unknown>> {
  return {
    ...(draw.chance(60) && {
      env: { ZONE: scalar(draw, mood), DAY: draw.one([null, new Plain("~")]) },
    }),
    ...(draw.chance(40) && {
      replicas: draw.one([2, null, new Plain("2.0"), ...odd(mood, "010")]),
    }),
  };
}

function weights(draw: Draw, mood: Mood, versions: readonly string[]) {
  const drawn = Object.entries(draw.weights(versions));
  return Object.fromEntries(drawn.map(([name, weight]) => [key(draw, mood, name), weight]));
}

/** A value that is drawn only where values may be refused. */
function odd(mood: Mood, text: string): Plain[] {
  return mood > 0 ? [new Plain(text)] : [];
}

/** A key; one that begins with `plain ` is written without quotes. */
function key(draw: Draw, mood: Mood, name: string): string {
  return draw.chance(nastyNames.includes(name) ? mood : 30) ? `plain ${name}` : name;
}

function scalar(draw: Draw, mood: Mood): unknown {
  return draw.chance(50) ? draw.one(texts) : nasty(draw, mood, nastyTexts);
}

/** A text that needs quotes; sometimes it stands without them. */
function nasty(draw: Draw, mood: Mood, from: readonly string[]): unknown {
  const text = draw.one(from);
  return text !== "" && draw.chance(mood) ? new Plain(text) : text;
}
