import type * as v from "valibot";
import { checkClusters, unknownService } from "../checks/clusters";
import { checkConnections } from "../checks/connections";
import { checkRelease } from "../checks/release";
import type { Cluster } from "../cluster";
import type { Problem } from "../problem";
import {
  hostsSchema,
  namespaceSchema,
  settleSchema,
  versionsSchema,
  weightsSchema,
} from "../schema";
import { shape, unknownKey } from "../shape";
import { checkNewVersions, override } from "./override";
import { at, locator } from "./path";
import { readClusters, readEntries, readRelease } from "./read";
import type { ConfigContext, ParsedConfig, StackConfig } from "./settings";

const keys = ["release", "clusters", "weights", "versions", "namespace", "hosts", "settle"];

/** Prefix of the kubeconfigs' secret keys: `kubeconfig-<cluster>`. */
export const kubeconfigKey = "kubeconfig-";

/** Parses a stack's config once; all mistakes come back together. */
export function parseConfig(config: StackConfig, context: ConfigContext): ParsedConfig {
  const problems: Problem[] = [];
  /** The value of a key in its right shape; what is wrong with it is noted. */
  const read = <T>(key: string, schema: v.GenericSchema<unknown, T>): T | undefined => {
    if (config[key] === undefined) return undefined;
    const shaped = shape(schema, config[key], at(key));
    if ("value" in shaped) return shaped.value;
    problems.push(...shaped.problems);
    return undefined;
  };

  const clusters = readClusters(config.clusters, problems);
  const base = readRelease(config.release, context.blueprints, problems);
  const weights = readEntries(config, "weights", weightsSchema, problems);
  const versions = readEntries(config, "versions", versionsSchema, problems);
  const namespace = read("namespace", namespaceSchema);
  const hosts = read("hosts", hostsSchema);
  const settleSeconds = read("settle", settleSchema) ?? 1;

  const release = base && override(base, { weights, versions, namespace, hosts });
  problems.push(...checkKeys(config, clusters));
  if (base && release) {
    const services = Object.keys(base.services);
    for (const [key, overrides] of Object.entries({ weights, versions }))
      for (const name of Object.keys(overrides).filter((name) => !services.includes(name)))
        problems.push(unknownService(name, services, at(key, name)));
    problems.push(...checkNewVersions(base, versions));
    problems.push(...checkRelease(release, clusters, locator(config)));
  }
  problems.push(...checkClusters(clusters, release, at("clusters")));
  if (context.connections)
    problems.push(...checkConnections(clusters, context.connections, at("clusters")));

  const unique = distinct(problems);
  if (unique.length > 0 || !release) return { problems: unique };
  return { settings: { release, clusters, settleSeconds } };
}

function checkKeys(config: StackConfig, clusters: readonly Cluster[]): Problem[] {
  const known = [...keys, ...clusters.map((cluster) => `${kubeconfigKey}${cluster.name}`)];
  return Object.keys(config)
    .filter((key) => !known.includes(key))
    .map((key) => unknownKey(at(key), known));
}

function distinct(problems: readonly Problem[]): Problem[] {
  const byText = new Map(problems.map((p) => [`${p.path}\n${p.given}`, p]));
  return [...byText.values()];
}
