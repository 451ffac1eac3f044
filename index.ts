// The entry of the Pulumi program: reads the config, prepares the update and declares the release.
import { readFileSync } from "node:fs";
import { GrayRelease } from "./components/gray-release";
import { prepareUpdate } from "./components/update";
import { loadConfig, secretKubeconfig } from "./stacks/config";

/** The Pulumi program: config in, one release on all its clusters out. */
export = async () => {
  const settings = loadConfig();
  const { clusters, sync, stable } = await prepareUpdate(settings, secretKubeconfig);
  const gray = new GrayRelease(settings.release.name, { ...settings, clusters, sync, stable });
  return {
    phase: gray.phase,
    weights: gray.weights,
    versions: gray.versions,
    stable: gray.stable,
    endpoints: gray.endpoints,
    readme: readFileSync("Pulumi.README.md", "utf8"),
  };
};
