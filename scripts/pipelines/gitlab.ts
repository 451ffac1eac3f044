// What GitLab does with a file that has inputs, before it reads it as a pipeline; and its JSON schema's word on the result.
import Ajv from "ajv";
import { parseAllDocuments } from "yaml";

/** Values of inputs by name. */
export type Inputs = Readonly<Record<string, unknown>>;

interface Header {
  readonly spec: {
    readonly inputs: Readonly<Record<string, { default?: unknown; options?: readonly unknown[] }>>;
  };
}

/** A file in two documents: what it may be given, and the pipeline. */
export interface GitLabFile {
  readonly header: Header;
  readonly pipeline: unknown;
}

/**
 * Puts inputs in: a text that is one input becomes its value, of any type; an input in a longer text stands there as text
 * (docs.gitlab.com/ci/inputs).
 *
 * @throws Error where an input has no value, or one that its options don't list
 */
export function withInputs(text: string, given: Inputs): GitLabFile {
  const documents = parseAllDocuments(text).map((one) => one.toJS() as unknown);
  const [header, pipeline] = documents as [Header, unknown];
  const valueOf = (name: string) => {
    const input = header.spec.inputs[name];
    const value = given[name] ?? input?.default;
    if (value === undefined) throw new Error(`the input ${name} has no value`);
    if (input?.options && !input.options.includes(value)) throw new Error(`${name}: not an option`);
    return value;
  };
  const place = /\$\[\[ inputs\.([\w-]+) \]\]/g;
  const fill = (value: unknown): unknown => {
    if (typeof value === "string") {
      const [whole, name = ""] = new RegExp(`^${place.source}$`).exec(value) ?? [];
      if (whole !== undefined) return valueOf(name);
      return value.replace(place, (_, one: string) =>
        JSON.stringify(valueOf(one)).replace(/^"|"$/g, ""),
      );
    }
    if (Array.isArray(value)) return value.map(fill);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one)]));
  };
  return { header, pipeline: fill(pipeline) };
}

/** What GitLab's JSON schema finds wrong with a pipeline and with the header of its file. */
export function gitLabMistakes({ header, pipeline }: GitLabFile, schema: object): string[] {
  // The schema has words of its own for editors, and names formats that are no standard ones.
  const ajv = new Ajv({ allErrors: true, unknownFormats: "ignore", logger: false });
  const holds = ajv.compile(schema);
  return [header, pipeline].flatMap((document) => {
    if (holds(document)) return [];
    return (holds.errors ?? []).map(({ dataPath, message = "" }) => `${dataPath} ${message}`);
  });
}
