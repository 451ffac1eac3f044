/**
 * Writes model/istio/*.ts: TypeScript types of the Istio objects that this project makes, generated
 * from the CustomResourceDefinitions of the pinned Istio API, so that a wrong field is a compile
 * error.
 *
 * Usage: npx tsx scripts/generate-istio-types.ts <customresourcedefinitions.gen.yaml>
 */
import { readFileSync, writeFileSync } from "node:fs";
import { compile, type JSONSchema } from "json-schema-to-typescript";
import { parseAllDocuments } from "yaml";

const kinds: Record<string, string> = {
  AuthorizationPolicy: "authorization-policy",
  DestinationRule: "destination-rule",
  Gateway: "gateway",
  PeerAuthentication: "peer-authentication",
  VirtualService: "virtual-service",
};

interface Definition {
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; schema: { openAPIV3Schema: { properties: { spec: object } } } }[];
  };
}

/**
 * Drops what only a server checks (CEL rules, formats), keeps what shapes a type; closes every
 * object.
 */
function toJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(toJsonSchema);
  if (node === null || typeof node !== "object") return node;
  const kept = Object.entries(node).filter(
    // The CRDs say "exactly one of" with anyOf/oneOf of `required`: as types these only multiply
    // every object.
    ([key]) =>
      !key.startsWith("x-kubernetes") && !["oneOf", "anyOf", "not", "format"].includes(key),
  );
  const schema = Object.fromEntries(kept.map(([key, value]) => [key, toJsonSchema(value)]));
  if (schema.type === "object" && schema.properties && schema.additionalProperties === undefined)
    schema.additionalProperties = false;
  return schema;
}

async function main(file: string): Promise<void> {
  const definitions = parseAllDocuments(readFileSync(file, "utf8")).map(
    (d) => d.toJS() as Definition,
  );
  for (const [kind, name] of Object.entries(kinds)) {
    const definition = definitions.find(
      (d) => d?.spec?.names?.kind === kind && d.spec.group.endsWith("istio.io"),
    );
    const version = definition?.spec.versions.find((v) => v.name === "v1");
    if (!definition || !version) throw new Error(`${file} has no ${kind} v1`);
    const spec = toJsonSchema(version.schema.openAPIV3Schema.properties.spec) as JSONSchema;
    const types = await compile(spec, `${kind}Spec`, {
      bannerComment: `/* Generated from the CRD ${kind} (${definition.spec.group}/v1) by scripts/generate-istio-types.ts. Do not edit. */`,
      unknownAny: true,
      format: false,
      strictIndexSignatures: false,
    });
    writeFileSync(`model/istio/${name}-spec.ts`, types);
  }
}

const [file] = process.argv.slice(2);
if (!file)
  throw new Error(
    "usage: tsx scripts/generate-istio-types.ts <customresourcedefinitions.gen.yaml>",
  );
void main(file);
