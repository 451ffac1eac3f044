// The program: the release on all clusters that the stack's config names.
import { connectClusters, GrayRelease, loadConfig } from "gray-release";
import { release } from "./release";

const { clusters, ...settings } = loadConfig({ release });
const gray = new GrayRelease(settings.release.name, {
  ...settings,
  clusters: connectClusters(clusters),
});

export const { phase, weights, versions, endpoints } = gray;
