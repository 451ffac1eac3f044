// The schemas of weights: one split, splits by origin, and the weights of a whole config.
import type { OriginWeights, ServiceWeights, Weights } from "../release/routing";
import { isMapping } from "./best-effort";
import { isByOrigin } from "../release/weights";
import { choose, record, refused, service, share, version } from "./common";
import { noted, required, typed, type Schema } from "./note";
import { object } from "./objects";

const percentages = "a mapping of version names to percentages";
const either = `${percentages}, or of gateway and mesh to such mappings`;

const asWeights = <T>(schema: Schema<T>) =>
  typed(
    "Weights",
    "Percentages by version name, with at most two decimals; they add up to 100. A version without a weight gets no weighted traffic; routes still reach it.",
    schema,
  );

/** One split of traffic. */
export const weights: Schema<Weights> = asWeights(record(version, share(), percentages));

const versionsAlone: Schema<Weights> = record(
  version,
  share("; only gateway and mesh hold a mapping"),
  either,
);

const origin = (name: string, other: string) =>
  asWeights(record(version, share(), `${percentages} for ${name}, beside one for ${other}`));

const byOrigin: Schema<OriginWeights> = typed(
  "OriginWeights",
  "Weights by the origin of requests. One object of each cluster holds both, so they change together.",
  object(
    {
      gateway: required(
        origin("gateway", "mesh"),
        "For requests that enter through the release's gateway.",
      ),
      mesh: required(origin("mesh", "gateway"), "For calls from inside the mesh."),
    },
    { allowed: "mappings of version names to percentages for gateway and for mesh" },
  ),
);

/** One split, or one for each origin: a value that contains mappings has splits by origin. */
export const serviceWeights: Schema<ServiceWeights> = typed(
  "ServiceWeights",
  "One split for all requests, or one for each origin.",
  noted(
    choose<ServiceWeights>(
      (given) => {
        if (!isMapping(given)) return refused(either);
        if (!isByOrigin(given as ServiceWeights)) return weights;
        const named = ["gateway", "mesh"].some((name) => isMapping(given[name]));
        return named ? byOrigin : versionsAlone;
      },
      [weights, byOrigin],
    ),
    { allowed: either },
  ),
);

/** Weights by service. */
export const weightsSchema: Schema<Record<string, ServiceWeights>> = record(
  service,
  serviceWeights,
  "a mapping of services to weights",
);
