// Merges the drain of a version into the config that a user gives the proxies of its pods.
import { isMap, parseDocument, type YAMLMap } from "yaml";

/** The annotation with which a pod configures its own proxy. */
export const proxyConfigKey = "proxy.istio.io/config";

/** The field of the drain, as Istio's proxy config has it, and as protobuf's JSON reads it, too. */
const drainNames = ["terminationDrainDuration", "termination_drain_duration"] as const;

/** What the text of a proxy config says. */
export interface ProxyConfig {
  /** How long the proxy drains, such as `5s`; left out where the text does not say it. */
  readonly drain?: unknown;
}

/**
 * Reads a proxy config.
 *
 * @returns undefined where the text is no YAML mapping: Istio's webhook then refuses the pods
 */
export function readProxyConfig(text: string): ProxyConfig | undefined {
  const document = parsed(text);
  if (!document) return undefined;
  const { contents } = document;
  const drain = contents && drainOf(contents);
  return drain === undefined ? {} : { drain };
}

/**
 * A user's proxy config with the drain added; as it is where it says a drain of its own, or is no
 * YAML mapping. Istio merges the annotation into the mesh's own config, field by field
 * (MergeProxyConfig in istiod's pkg/config/mesh/mesh.go).
 *
 * @param drain such as `5s`
 */
export function withDrain(text: string, drain: string): string {
  const document = parsed(text);
  if (!document) return text;
  const { contents } = document;
  if (!contents) return `${text.trimEnd()}\n${drainNames[0]}: ${drain}\n`.trimStart();
  if (drainOf(contents) !== undefined) return text;
  document.set(drainNames[0], drain);
  return document.toString({ lineWidth: 0 });
}

/** YAML 1.1, as Istio reads it: there `yes` is true. An empty text is an empty mapping. */
function parsed(text: string) {
  const document = parseDocument(text, { version: "1.1", prettyErrors: false, logLevel: "error" });
  if (document.errors.length > 0) return undefined;
  return document.contents === null || isMap(document.contents)
    ? (document as typeof document & { contents: YAMLMap | null })
    : undefined;
}

function drainOf(contents: YAMLMap): unknown {
  const name = drainNames.find((one) => contents.has(one));
  return name === undefined ? undefined : contents.get(name);
}
