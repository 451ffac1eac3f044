// The entry of the Pulumi program: reads the config, connects the clusters and declares the release.
import { readFileSync } from "node:fs";
import { connectClusters } from "./components/cluster-providers";
import { GrayRelease } from "./components/gray-release";
import { loadConfig } from "./stacks/config";

/** The Pulumi program: config in, one release on all its clusters out. */
export = () => {
  const { clusters, ...settings } = loadConfig();
  const gray = new GrayRelease(settings.release.name, {
    ...settings,
    clusters: connectClusters(clusters),
  });
  return {
    phase: gray.phase,
    weights: gray.weights,
    versions: gray.versions,
    stable: gray.stable,
    endpoints: gray.endpoints,
    readme: readFileSync("Pulumi.README.md", "utf8"),
  };
};
