import { readFileSync } from "node:fs";
import { GrayRelease } from "./components/gray-release";
import { connectClusters } from "./stacks/clusters";
import { loadConfig } from "./stacks/config";

/** The Pulumi program: config in, one release on all its clusters out. */
export = async () => {
  const { release, clusters, settleSeconds } = loadConfig();
  const connected = await connectClusters(clusters);
  const gray = new GrayRelease(release.name, { release, clusters: connected, settleSeconds });
  return {
    phase: gray.phase,
    weights: gray.weights,
    versions: gray.versions,
    endpoints: gray.endpoints,
    readme: readFileSync("Pulumi.README.md", "utf8"),
  };
};
