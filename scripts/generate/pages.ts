// Writes the reference pages: every key of a release and of a stack's config, type by type.
import { stringify } from "yaml";
import { namedShapes, shapeOf, type ObjectForm, type Shape } from "../../model/reference/shape";
import { notificationUrlKey, prometheusTokenKey, webhookSecretKey } from "../../model/config/value";
import { configKey } from "../../model/project";
import { inRow } from "../../model/schema/common";
import {
  configFields,
  kubeconfigSays,
  notificationUrlSays,
  prometheusTokenSays,
  webhookSecretSays,
} from "../../model/schema/config";
import type { Field, Fields } from "../../model/schema/note";
import { releaseSchema } from "../../model/schema/release";

const folder = "docs/reference";
const releasePage = "release.md";
const configPage = "config.md";

const byHand = "<!-- Generated from model/schema by `npm run generate`. Do not edit. -->";

/** The reference pages by their paths. */
export function referencePages(): Record<string, string> {
  const release = namedShapes([shapeOf(releaseSchema)]);
  const fields: Fields = configFields;
  const config = namedShapes(Object.values(fields).map(({ schema }) => shapeOf(schema)));
  const ofConfig = [...config.values()].filter(({ name = "" }) => !release.has(name));
  const pageOf = (name: string) => (release.has(name) ? releasePage : configPage);
  const writer = (page: string) =>
    new PageWriter((name) => `${pageOf(name) === page ? "" : pageOf(name)}#${name.toLowerCase()}`);
  return {
    [`${folder}/${releasePage}`]: [
      "# The keys of a release",
      byHand,
      "A release is a mapping in a stack file (`gray-release:release`), or an object in TypeScript with the same keys. Editors show the same sentences: in YAML by the JSON schema that `gray schema` prints, in TypeScript by the types in [model/release](../../model/release/release.ts). The [keys of a stack's config](config.md) say what changes from stack to stack.",
      ...writer(releasePage).sections([...release.values()]),
    ].join("\n\n"),
    [`${folder}/${configPage}`]: [
      "# The keys of a stack's config",
      byHand,
      "The keys stand below `config:` in `Pulumi.<stack>.yaml`. `pulumi config set --path 'gray-release:weights.helloworld.v2' 50` sets a value inside one.",
      writer(configPage).table({
        ...Object.fromEntries(
          Object.entries(fields).map(([key, field]) => [configKey(key), field]),
        ),
      }),
      `\`${configKey("kubeconfig-<cluster>")}\`: ${kubeconfigSays}`,
      `\`${configKey(webhookSecretKey)}\`: ${webhookSecretSays}`,
      `\`${configKey(prometheusTokenKey)}\`: ${prometheusTokenSays}`,
      `\`${configKey(notificationUrlKey("<name>"))}\`: ${notificationUrlSays}`,
      ...writer(configPage).sections(ofConfig),
    ].join("\n\n"),
  };
}

class PageWriter {
  constructor(private readonly link: (type: string) => string) {}

  /** A section for each type that has keys of its own. */
  sections(shapes: readonly Shape[]): string[] {
    return shapes.flatMap((shape) => {
      const { name, says = "", form } = shape;
      if (!name || !hasSection(shape)) return [];
      const text = [`## ${name}`, plain(says)];
      if (form.kind === "either")
        return [
          ...text,
          sentence(this.inPlace(shape)),
          ...form.among
            .filter(hasNoSection)
            .map((one) => this.table((one.form as ObjectForm).fields)),
        ];
      if (form.kind === "record") return [...text, sentence(this.inPlace(shape))];
      return [...text, ...this.keys(form as ObjectForm)];
    });
  }

  table(fields: Fields): string {
    const rows = this.rows(fields, "").map((cells) => `| ${cells.join(" | ")} |`);
    return ["| key | value | default | meaning |", "| --- | --- | --- | --- |", ...rows].join("\n");
  }

  private keys({ fields, includes, keys }: ObjectForm): string[] {
    const inherited = new Set(
      includes.flatMap(({ form }) => (form.kind === "object" ? Object.keys(form.fields) : [])),
    );
    const own = Object.entries(fields)
      .filter(([key]) => !inherited.has(key))
      .map(([key, field]): [string, Field] => [
        key,
        keys === "exactly one" ? { ...field, optional: true } : field,
      ]);
    const links = includes.map((one) => this.value(one)).join(" and ");
    if (own.length === 0) return [`It has the keys of ${links}.`];
    return [
      this.table(Object.fromEntries(own)),
      ...(links ? [`It also has the keys of ${links}.`] : []),
    ];
  }

  /** A row for each key; the keys of a mapping without a type of its own stand in the same table. */
  private rows(fields: Fields, before: string): string[][] {
    return Object.entries(fields).flatMap(([name, field]) => {
      const key = `${before}${name}`;
      const shape = shapeOf(field.schema);
      const row = [code(key), this.value(shape), otherwise(field), meaning(field)].map(cell);
      const { form } = shape;
      const inside = form.kind === "either" && !shape.name ? form.among : [];
      const nested = [shape, ...inside].filter(hasNoSection);
      return [
        row,
        ...nested.flatMap((one) => this.rows((one.form as ObjectForm).fields, `${key}.`)),
      ];
    });
  }

  /** The allowed values, with a link to a type that has a section. */
  private value(shape: Shape): string {
    if (shape.name && hasSection(shape)) return `[${shape.name}](${this.link(shape.name)})`;
    return this.inPlace(shape);
  }

  private inPlace({ form, allowed, type }: Shape): string {
    if (type) return allowed;
    switch (form.kind) {
      case "words":
        return inRow(
          form.words.map((word) => code(String(word))),
          "or",
        );
      case "list":
        return `list of: ${this.value(form.item)}`;
      case "record":
        return `mapping of names to: ${this.value(form.value)}`;
      case "object":
        return "a mapping";
      case "either":
        return form.among.map((one) => this.value(one)).join(", or ");
      default:
        return allowed;
    }
  }
}

/** Whether a mapping has keys of its own, and no section for them. */
function hasNoSection({ name, type, form }: Shape): boolean {
  return !name && !type && form.kind === "object";
}

/** Whether a type has a section: a named text or number is said in place. */
function hasSection({ form }: Shape): boolean {
  return ["object", "either", "record"].includes(form.kind);
}

function otherwise(field: Field): string {
  if (!field.optional) return "required";
  return field.otherwise ?? ("default" in field ? code(flow(field.default)) : "");
}

function meaning({ says, example }: Field): string {
  return example === undefined ? plain(says) : `${plain(says)} Example: ${code(flow(example))}`;
}

/** A value as YAML in one line, in quotes where a reader of YAML 1.1 would take a text for a number. */
function flow(value: unknown): string {
  return stringify(value, {
    version: "1.1",
    collectionStyle: "flow",
    lineWidth: 0,
    flowCollectionPadding: false,
  }).trim();
}

/** TypeScript's links are words on a page. */
function plain(says: string): string {
  return says.replace(/\{@link (\w+)\}/g, "$1");
}

function code(text: string): string {
  return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

/** A text in a table's cell: it must hold no border, and no mark that begins an element of HTML. */
function cell(text: string): string {
  return text
    .split(/(`[^`]*`|\[\w+\]\([^)]*\))/)
    .map((part) => (/^[`[]/.test(part) ? part : part.replace(/</g, "&lt;").replace(/\*/g, "\\*")))
    .join("")
    .replace(/\|/g, "\\|");
}
