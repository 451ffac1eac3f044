// The schemas of weights: one split, splits by origin, and the weights of a whole config.
import type { OriginWeights, ServiceWeights, Weights } from "../release/routing";
import { isMapping } from "./best-effort";
import { isByOrigin } from "../release/weights";
import { choose, object, record, refused, service, version, whole, type Schema } from "./common";

const percentages = "a mapping of version names to percentages";
const either = `${percentages}, or of gateway and mesh to such mappings`;

/** One split of traffic. */
export const weights: Schema<Weights> = record(version, whole(0, 100), percentages);

const versionsAlone: Schema<Weights> = record(
  version,
  whole(0, 100, "; only gateway and mesh hold a mapping"),
  either,
);

const origin = (name: string, other: string) =>
  record(version, whole(0, 100), `${percentages} for ${name}, beside one for ${other}`);

const byOrigin: Schema<OriginWeights> = object(
  { gateway: origin("gateway", "mesh"), mesh: origin("mesh", "gateway") },
  "mappings of version names to percentages for gateway and for mesh",
);

/** One split, or one for each origin: a value that contains mappings has splits by origin. */
export const serviceWeights: Schema<ServiceWeights> = choose<ServiceWeights>((given) => {
  if (!isMapping(given)) return refused(either);
  if (!isByOrigin(given as ServiceWeights)) return weights;
  const named = ["gateway", "mesh"].some((name) => isMapping(given[name]));
  return named ? byOrigin : versionsAlone;
});

/** Weights by service. */
export const weightsSchema: Schema<Record<string, ServiceWeights>> = record(
  service,
  serviceWeights,
  "a mapping of services to weights",
);
