// Makes random configs with mistakes in them, for specs that try to break the program.
import { readdirSync } from "node:fs";
import { stringify } from "yaml";
import { readStackFile } from "../../../cli/stack/file";
import type { StackConfig } from "../../../model/config/settings";
import type { Path } from "../../../model/problem";
import { sample } from "../../oracle/arbitraries/arbitraries";
import { Draw } from "../../oracle/arbitraries/draw";

/** A secret that every kubeconfig of these configs holds, and no message may repeat. */
export const hidden = "s3cr3t-of-the-kubeconfig";

const kubeconfig = `apiVersion: v1\nkind: Config\nclusters:\n- name: a\n  cluster: {server: "https://a.example"}\nusers:\n- name: a\n  user: {token: ${hidden}}\n`;
const oneLine = `{"users":[{"user":{"token":"${hidden}"}}],"kind":"Config","apiVersion":"v1"}`;

/** Marks a place where the texts get nesting so deep that no value can be written that way. */
const deep = "@deep@";

const committed = readdirSync(".")
  .filter((name) => /^Pulumi\.[^.]+\.yaml$/.test(name))
  .map(readStackFile);

const names = [
  ...[
    "__proto__",
    "constructor",
    "toString",
    "prototype",
    "hasOwnProperty",
    "",
    " ",
    "a.b",
    "a[0]",
  ],
  ...['"', "ü", "💥", "\n", "\u0000", "\u202e", "Web", "v1 ", "<<", "*", "~", "0", "-1", "123"],
  ...["x".repeat(5000), "gateway", "mesh", "default", "release", "kubeconfig-", "kubeconfig-west"],
];

const many = <T>(one: (i: number) => T) => Array.from({ length: 1500 }, (_, i) => one(i));
const junk: readonly unknown[] = [
  ...[null, true, false, 0, -1, 0.5, 1e308, -1e308, 2 ** 53, 101, 65536, 1e-7],
  ...["", " ", "\n", "null", "[]", "{}", "123", "0x1F", "1e3", "true", "v1", "tcp", "2020-01-01"],
  ...["__proto__", "constructor", "x".repeat(5000), "ü💥", "\u0000", "(", "*", "../../etc/passwd"],
  ...[{}, [], [[]], [null], { "": 1 }, { "a.b": {} }, { exact: "a" }, { regex: "(" }, { v1: 100 }],
  ...[
    { v1: 2 ** 53, v2: -(2 ** 53) + 100 },
    { gateway: { v1: 100 } },
    { west: 1 },
    { secure: "A" },
  ],
  ...[{ gateway: {}, mesh: {} }, [{ name: "west" }], { v1: { image: "a" } }, kubeconfig, oneLine],
  ...[{ kind: "Config", users: [{ user: { token: hidden } }] }],
  Object.fromEntries([["__proto__", { v1: 1 }]]),
];
/** Costly ones, which come rarely. */
const hugeJunk: readonly unknown[] = [
  Object.fromEntries(many((i) => [`v${i}`, { image: "a" }])),
  Object.fromEntries(many((i) => [`v${i}`, 1])),
  Object.fromEntries(many((i) => [`svc${i}`, { v1: 100 }])),
  many((i) => ({ name: `c${i}`, context: "a" })),
  many(String),
  deep,
  { a: [deep] },
];

/** A config that is broken at some places, or odd. */
export function brokenConfig(draw: Draw): StackConfig {
  const changes = Array.from({ length: draw.whole(0, 4) }, (): [number, number, number] => [
    draw.whole(0, 9999),
    draw.whole(0, 99),
    draw.whole(0, 99_999),
  ]);
  const base = draw.chance(60) ? draw.one(committed) : ownRelease(draw);
  return changes.reduce((config, change) => broken(config, ...change), base);
}

function ownRelease(draw: Draw): StackConfig {
  const also = draw.chance(50);
  const { release, clusters } = sample(draw);
  const services = Object.entries(release.services);
  return {
    release,
    clusters: clusters.map((cluster) => ({ ...cluster, context: "kind-west" })),
    ...(also && {
      weights: Object.fromEntries(services.map(([name, { weights }]) => [name, weights])),
      versions: Object.fromEntries(services.map(([name, { versions }]) => [name, versions])),
      namespace: release.namespace,
    }),
    "kubeconfig-west": kubeconfig,
  };
}

/** A config with one change: where, which, and with what. */
function broken(config: StackConfig, where: number, which: number, what: number): StackConfig {
  // Not the config itself.
  const inside = placeCount(config) - 1;
  const path = inside > 0 ? placeAt(config, 1 + (where % inside)) : undefined;
  const value = what % 200 === 0 ? of(hugeJunk, what / 200) : of(junk, what);
  if (!path || which < 5) return { ...config, [of(names, what)]: value };
  return changed(config, path, (key, old) => {
    if (which < 45) return [[key, value]];
    if (which < 60) return [];
    if (which < 70) return [[of(names, what), old]];
    if (which < 85)
      return [
        [key, old],
        [of(names, what), value],
      ];
    return [
      [key, which < 90 ? [old] : which < 95 ? { [of(names, what)]: old } : JSON.stringify(old)],
    ];
  }) as StackConfig;
}

function of<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}

/** How many places a value has, itself among them. */
function placeCount(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((count: number, part) => count + placeCount(part), 1);
}

/** The path to one of a value's places; number 0 is the value itself. */
function placeAt(value: unknown, number: number): Path {
  if (number === 0 || typeof value !== "object" || value === null) return [];
  let before = 1;
  for (const [key, part] of Object.entries(value)) {
    const count = placeCount(part);
    if (number < before + count)
      return [Array.isArray(value) ? Number(key) : key, ...placeAt(part, number - before)];
    before += count;
  }
  return [];
}

type Entry = readonly [string, unknown];

/** A copy in which other entries take the place of one. */
function changed(
  value: unknown,
  [step, ...rest]: Path,
  change: (key: string, old: unknown) => readonly Entry[],
): unknown {
  const entries = Object.entries(value as object).flatMap(([key, part]: Entry) => {
    if (key !== String(step)) return [[key, part] as const];
    return rest.length > 0 ? [[key, changed(part, rest, change)] as const] : change(key, part);
  });
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
const nestedMaps = (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
const written = (text: string, depth: number) =>
  text.replaceAll(`"${deep}"`, text.length % 2 ? nested(depth) : nestedMaps(depth));

/** Texts that are not what they seem. */
const oddTexts = [
  ...[
    "null",
    "[]",
    "{}",
    "123",
    "-0",
    "1e999",
    "NaN",
    "true",
    '"helloworld"',
    "",
    " ",
    "[",
    '{"a":',
  ],
  ...['{"a":1,"a":2}', '{"__proto__":{"helloworld":{"v1":100}}}', "[[]]", "undefined", "\ufeff{}"],
];

/** The config as the engine hands it over: a text for each key; sometimes one of another kind. */
export function engineTexts(config: StackConfig, draw: Draw): Record<string, string> {
  const texts = Object.entries(config).map(([key, value]): [string, string] => [
    `gray-release:${key}`,
    typeof value === "string" ? value : written(JSON.stringify(value), 10_000),
  ]);
  const at = draw.whole(0, Math.max(0, texts.length - 1));
  const [key = "gray-release:release", text = ""] = texts[at] ?? [];
  if (draw.chance(15)) texts.push([key, draw.one(oddTexts)]);
  else if (draw.chance(10)) texts.push([key, text.slice(0, draw.whole(0, text.length))]);
  return Object.fromEntries(texts);
}

/** What YAML has beside JSON, in a stack file where a key begins. */
const oddLines = [
  ..."\tx: 1|  a: &a [*a]|  <<: *x|  <<: {weights: 1}|  ? [a]: 1|  ? {a: 1}: 1|  a: !!binary aGk=".split(
    "|",
  ),
  ..."  a: *b|  a: !!set {a, b}|  a: 2020-01-01|  a: 0x1F|  a: 1_000|  a: .nan|  a: yes|  a: ~".split(
    "|",
  ),
  ..."  a: !foo {b: 1}|---|...|%YAML 1.1|  - a|  a: |  ]|  a: 'b|  a: |-\u0000|config: 1|config:".split(
    "|",
  ),
  "  gray-release:settle: 012",
  "  gray-release:weights: &w {helloworld: {v1: 100}}\n  gray-release:versions: *w",
  "  gray-release:weights: &w\n    helloworld: *w",
  `  gray-release:weights: ${nested(3000)}`,
  "  l1: &l1 [a,a,a,a,a,a,a,a,a]\n  l2: &l2 [*l1,*l1,*l1,*l1,*l1,*l1,*l1,*l1,*l1]\n  l3: &l3 [*l2,*l2,*l2,*l2,*l2,*l2,*l2,*l2]\n  l4: [*l3,*l3,*l3,*l3,*l3]",
];

/** The config as a stack file; sometimes with what only YAML has, or cut off. */
export function stackText(config: StackConfig, draw: Draw): string {
  const keys = Object.entries(config).map(
    ([key, value]) => [`gray-release:${key}`, value ?? null] as const,
  );
  const text = draw.chance(10)
    ? written(stringify({ config: Object.fromEntries(keys) }), 100)
    : `config:\n${keys.map(([key, value]) => `  ${JSON.stringify(key)}: ${written(JSON.stringify(value), 100)}\n`).join("")}`;
  const lines = text.split("\n");
  if (draw.chance(40)) lines.splice(draw.whole(0, lines.length), 0, draw.one(oddLines));
  const whole = lines.join("\n");
  return draw.chance(5) ? whole.slice(0, draw.whole(0, whole.length)) : whole;
}
