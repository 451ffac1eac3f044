// Writes the TypeScript types of a release from its schemas, with their docstrings.
import {
  namedShapes,
  shapeOf,
  type Form,
  type ObjectForm,
  type Shape,
} from "../../model/reference/shape";
import { clusterSchema } from "../../model/schema/cluster";
import { limitsSchema } from "../../model/schema/limits/limits";
import type { Field } from "../../model/schema/note";
import { receivers } from "../../model/schema/rollout/notifications";
import { releaseSchema } from "../../model/schema/release";
import { comment, docstring } from "./comments";
import { files } from "./type-files";

const generated = "Generated from model/schema by `npm run generate`. Do not edit.";

/**
 * The text of each generated file, by its path.
 *
 * @throws Error for a type that no file has, or a file's type that no schema has
 */
export function typeFiles(): Record<string, string> {
  const shapes = namedShapes(
    [releaseSchema, clusterSchema, limitsSchema, receivers].map((schema) => shapeOf(schema)),
  );
  const places = new Map(
    Object.entries(files).flatMap(([file, { types }]) => types.map((type) => [type, file])),
  );
  for (const [name, { type }] of shapes)
    if (!type && !places.has(name))
      throw new Error(`name the file of the type ${name} in scripts/generate/type-files.ts`);
  return Object.fromEntries(
    Object.entries(files).map(([file, { about, types }]) => {
      const writer = new TypeWriter();
      const declared = types.map((type) => {
        const shape = shapes.get(type);
        if (!shape) throw new Error(`no schema has the type ${type}; scripts/generate/types.ts`);
        return writer.declaration(type, shape);
      });
      const imports = writer.imports((name) => {
        const place = places.get(name);
        return place === undefined || place === file
          ? undefined
          : importPath(pathOf(file), pathOf(place));
      });
      const head = comment(`${about} ${generated}`);
      return [`model/${pathOf(file)}.ts`, [head, imports, ...declared].join("\n\n") + "\n"];
    }),
  );
}

/** The path of a generated file in model. */
function pathOf(file: string): string {
  return file.includes("/") ? file : `release/${file}`;
}

/** How one generated file names another one; both lie one folder deep. */
function importPath(from: string, to: string): string {
  const [folder] = from.split("/");
  return to.startsWith(`${folder}/`) ? `./${to.slice(`${folder}/`.length)}` : `../${to}`;
}

/** Writes types, and remembers the names that they use. */
class TypeWriter {
  private readonly used = new Map<string, string | undefined>();

  /** The imports of the names that the types use; undefined for a name of the same file. */
  imports(fileOf: (name: string) => string | undefined): string {
    const byModule = new Map<string, string[]>();
    for (const [name, from] of this.used) {
      const module = from ?? fileOf(name);
      if (module) byModule.set(module, [...(byModule.get(module) ?? []), name]);
    }
    return [...byModule]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([module, names]) => `import type { ${names.sort().join(", ")} } from "${module}";`)
      .join("\n");
  }

  declaration(name: string, shape: Shape): string {
    const doc = docstring([shape.says ?? ""], 0);
    const { form } = shape;
    if (form.kind !== "object" || form.keys === "exactly one")
      return `${doc}\nexport type ${name} = ${this.inPlace(shape, 0)};`;
    const parents = form.includes.flatMap((parent) => parent.name ?? []);
    parents.forEach((parent) => this.used.set(parent, undefined));
    const heritage = parents.length > 0 ? ` extends ${parents.join(", ")}` : "";
    return `${doc}\nexport interface ${name}${heritage} ${this.body(form, 0)}`;
  }

  private of(shape: Shape, depth: number): string {
    const { name, type } = shape;
    if (type) {
      for (const [used, from] of Object.entries(type.from)) this.used.set(used, from);
      return type.text;
    }
    if (name) this.used.set(name, undefined);
    return name ?? this.inPlace(shape, depth);
  }

  private inPlace({ form }: Shape, depth: number): string {
    switch (form.kind) {
      case "text":
        return "string";
      case "number":
        return "number";
      case "flag":
        return "boolean";
      case "words":
        return form.words.map((word) => JSON.stringify(word)).join(" | ");
      case "list":
        return `readonly ${this.item(form, depth)}[]`;
      case "record":
        return `Readonly<Record<string, ${this.of(form.value, depth)}>>`;
      case "object":
        return form.keys === "exactly one" ? this.oneOf(form, depth) : this.body(form, depth);
      case "either":
        return form.among.map((shape) => this.of(shape, depth)).join(" | ");
      case "null":
        return "null";
      case "any":
        return "unknown";
    }
  }

  private item({ item }: Extract<Form, { kind: "list" }>, depth: number): string {
    const text = this.of(item, depth);
    return /^\w+$/.test(text) ? text : `(${text})`;
  }

  private oneOf({ fields }: ObjectForm, depth: number): string {
    return Object.entries(fields)
      .map(([key, { schema }]) => `{ readonly ${key}: ${this.of(shapeOf(schema), depth)} }`)
      .join(" | ");
  }

  private body({ fields, includes }: ObjectForm, depth: number): string {
    const inherited = new Set(
      includes.flatMap(({ form }) => (form.kind === "object" ? Object.keys(form.fields) : [])),
    );
    const lines = Object.entries(fields)
      .filter(([key]) => !inherited.has(key))
      .map(([key, field]) => {
        const mark = field.optional ? "?" : "";
        const type = this.of(shapeOf(field.schema), depth + 1);
        return `${fieldDoc(field, depth + 1)}\nreadonly ${key}${mark}: ${type};`;
      });
    return `{\n${lines.join("\n")}\n}`;
  }
}

/** The docstring of a field: its sentences, and its default. */
function fieldDoc(field: Field, depth: number): string {
  const { says, otherwise } = field;
  const value = "default" in field ? JSON.stringify(field.default) : otherwise;
  return docstring(value === undefined ? [says] : [says, `@default ${value}`], depth);
}
