// Rollouts for specs and pictures of pages.
import type { RolloutRecord } from "../../../model/rollout/record";
import { driven } from "../rollout/driven";

/** Two waves, in the first of which v2 begins to fail after 12 minutes. */
export const takenBack = (): Promise<RolloutRecord> =>
  driven({
    ...{ primaries: ["west", "east"], minutes: 60, bad: (minute) => (minute > 12 ? 0.2 : 0) },
    spec: {
      steps: [
        { setWeight: 20 },
        { pause: { duration: "5m" } },
        { setWeight: 50 },
        { analysis: {} },
        { setWeight: 80 },
        { pause: {} },
      ],
      waves: [{ clusters: ["west"], soak: "5m" }, ["east"]],
      analysis: {},
    },
  });

/** One that waits for a person. */
export const waiting = (): Promise<RolloutRecord> =>
  driven({
    ...{ primaries: ["west", "east", "north"], minutes: 12 },
    spec: {
      steps: [{ setWeight: 20 }, { pause: { duration: "5m" } }, { setWeight: 50 }, { pause: {} }],
      waves: [["west"], ["east", "north"]],
      analysis: {},
    },
  });
