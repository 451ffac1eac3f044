import { readFileSync } from "node:fs";
import { GrayRelease } from "./components/gray-release";
import { connectClusters } from "./components/cluster-providers";
import { loadConfig } from "./stacks/config";
import { refuseDrift } from "./operations/drift/refuse";
import { reachClusters } from "./operations/clusters/connect";
import { meshSettling } from "./operations/sync/run";

/** The Pulumi program: config in, one release on all its clusters out. */
export = async () => {
  const settings = loadConfig();
  const reached = await reachClusters(settings);
  const clusters = connectClusters(reached, settings.release);
  const inPlace = refuseDrift(reached);
  const settling = meshSettling(settings, reached, inPlace);
  await inPlace;
  const gray = new GrayRelease(settings.release.name, { ...settings, clusters, settling });
  return {
    phase: gray.phase,
    weights: gray.weights,
    versions: gray.versions,
    endpoints: gray.endpoints,
    readme: readFileSync("Pulumi.README.md", "utf8"),
  };
};
