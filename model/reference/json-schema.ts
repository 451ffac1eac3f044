// Writes the JSON schema (draft-07) of a stack file, by which editors complete and explain its keys.
import {
  kubeconfigKey,
  notificationUrlKey,
  prometheusTokenKey,
  webhookSecretKey,
} from "../config/value";
import { configKey } from "../project";
import {
  configFields,
  kubeconfigSays,
  notificationUrlSays,
  prometheusTokenSays,
  webhookSecretSays,
} from "../schema/config";
import type { Field } from "../schema/note";
import { shapeOf, type Form, type ObjectForm, type Shape } from "./shape";

/** A part of a JSON schema. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON schema of a whole stack file. Keys of other projects and of Pulumi itself are allowed.
 *
 * @param presets names that the key `release` may have; left out: any name
 */
export function stackSchema(presets?: readonly string[]): JsonSchema {
  const writer = new Writer();
  const keys = Object.entries(configFields as Readonly<Record<string, Field>>);
  const properties = Object.fromEntries(
    keys.map(([key, field]) => [
      configKey(key),
      described(field, key === "release" ? releaseKey(writer, field, presets) : writer.key(field)),
    ]),
  );
  const known = [
    ...keys.map(([key]) => `${key}$`),
    `${webhookSecretKey}$`,
    token,
    kubeconfigKey,
    notificationUrlKey(""),
  ].join("|");
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    properties: {
      config: {
        type: "object",
        description: "The config of the stack.",
        properties,
        required: keys.filter(([, field]) => !field.optional).map(([key]) => configKey(key)),
        patternProperties: {
          [`^${configKey(kubeconfigKey)}`]: { description: kubeconfigSays, anyOf: secret },
          [`^${configKey(webhookSecretKey)}$`]: { description: webhookSecretSays, anyOf: secret },
          [`^${configKey(token)}`]: { description: prometheusTokenSays, anyOf: secret },
          [`^${configKey(notificationUrlKey(""))}`]: {
            description: notificationUrlSays,
            anyOf: secret,
          },
          [`^${configKey("")}(?!${known})`]: false,
        },
      },
    },
    definitions: writer.definitions(),
  };
}

/** The token of the stack, and those of its clusters. */
const token = `${prometheusTokenKey}(-|$)`;

const secret: readonly JsonSchema[] = [
  { type: "string" },
  { type: "object", properties: { secure: { type: "string" } }, required: ["secure"] },
];

function releaseKey(writer: Writer, field: Field, presets?: readonly string[]): JsonSchema {
  const { form } = shapeOf(field.schema);
  const release = form.kind === "either" ? form.among.at(-1) : undefined;
  if (!release) throw new Error("the key release allows no release");
  const name = presets ? { enum: presets } : { type: "string" };
  return { anyOf: [name, writer.of(release), json] };
}

/** Adds what a field means. */
function described({ says, otherwise, example, ...field }: Field, schema: JsonSchema): JsonSchema {
  const without = otherwise ?? ("default" in field ? JSON.stringify(field.default) : undefined);
  return {
    ...(says && { description: without ? `${says}\n\nDefault: ${without}` : says }),
    ...("default" in field && { default: field.default }),
    ...(example !== undefined && { examples: [example] }),
    ...schema,
  };
}

const json = { type: "string", pattern: "^\\s*[{[]" };

/** How `pulumi config set` writes values of these forms without `--path`. */
const asText: Readonly<Partial<Record<Form["kind"], JsonSchema>>> = {
  flag: { enum: ["true", "false"] },
  number: { type: "string", pattern: "^\\d+$" },
  list: json,
  record: json,
  object: json,
  either: json,
};

function writtenAs(form: Form): JsonSchema[] {
  const written = asText[form.kind];
  const flags = (form.kind === "either" ? form.among : []).flatMap((one) =>
    one.form.kind === "words" ? one.form.words.filter((word) => typeof word === "boolean") : [],
  );
  return [
    ...(written ? [written] : []),
    ...(flags.length > 0 ? [{ enum: flags.map((flag) => String(flag)) }] : []),
  ];
}

/** Writes shapes, and collects those with names as definitions. */
class Writer {
  private readonly named = new Map<string, { readonly schema: unknown; json?: JsonSchema }>();

  definitions(): JsonSchema {
    return Object.fromEntries(
      [...this.named]
        .map(([name, { json }]) => [name, json])
        .sort(([a], [b]) => (a! < b! ? -1 : 1)),
    ) as JsonSchema;
  }

  /** A key of the config; `pulumi config set` without `--path` writes every value as text. */
  key({ schema }: Field): JsonSchema {
    const shape = shapeOf(schema);
    const written = writtenAs(shape.form);
    return written.length > 0 ? { anyOf: [this.of(shape), ...written] } : this.of(shape);
  }

  of(shape: Shape): JsonSchema {
    const { name, says } = shape;
    // Two schemas can share a type: `uri` and `headers` are both of StringMatch. The first one gives
    // the definition.
    const defined = name && this.named.get(name);
    if (!name || (defined && defined.schema !== shape.schema)) return this.inPlace(shape.form);
    if (!defined) {
      const entry: { schema: unknown; json?: JsonSchema } = { schema: shape.schema };
      this.named.set(name, entry);
      entry.json = { ...(says && { description: says }), ...this.inPlace(shape.form) };
    }
    return { $ref: `#/definitions/${name}` };
  }

  private inPlace(form: Form): JsonSchema {
    switch (form.kind) {
      case "text":
        return {
          type: "string",
          ...(form.pattern !== undefined && { pattern: form.pattern }),
          ...(form.least !== undefined && { minLength: form.least }),
        };
      case "number":
        return form.pattern === undefined
          ? { type: form.whole ? "integer" : "number", ...form.limits }
          : {
              anyOf: [
                { type: "number", ...form.limits },
                { type: "string", pattern: form.pattern },
              ],
            };
      case "flag":
        return { type: "boolean" };
      case "words":
        return { enum: form.words };
      case "list":
        return {
          type: "array",
          items: this.of(form.item),
          ...(form.least > 0 && { minItems: form.least }),
        };
      case "record":
        return {
          type: "object",
          propertyNames: this.inPlace(form.name.form),
          additionalProperties: this.of(form.value),
        };
      case "object":
        return this.object(form);
      case "either":
        return { anyOf: form.among.map((shape) => this.of(shape)) };
      case "null":
        return { type: "null" };
      case "any":
        return {};
    }
  }

  private object({ fields, keys, open }: ObjectForm): JsonSchema {
    const required = Object.keys(fields).filter((key) => !keys && !fields[key]?.optional);
    return {
      type: "object",
      properties: Object.fromEntries(
        Object.entries(fields).map(([key, field]) => [
          key,
          described(field, this.of(shapeOf(field.schema))),
        ]),
      ),
      ...(!open && { additionalProperties: false }),
      ...(required.length > 0 && { required }),
      ...(keys && { minProperties: 1 }),
      ...(keys === "exactly one" && { maxProperties: 1 }),
    };
  }
}
