// All codes of problems in one table; reports look up titles, help texts and severities here.
import { accessCodes } from "./codes/access";
import { answerCodes } from "./codes/answers";
import { changeCodes } from "./codes/changes";
import { configCodes } from "./codes/config";
import { exposureCodes } from "./codes/exposure";
import { foreignCodes } from "./codes/foreign";
import { gatewayCodes } from "./codes/gateways";
import type { CodeInfo, Severity } from "./codes/info";
import { notificationCodes } from "./codes/rollout/notifications";
import { ownClusterCodes } from "./codes/own-clusters";
import { portCodes } from "./codes/ports";
import { limitCodes } from "./codes/limits";
import { manifestCodes } from "./codes/manifests";
import { outsideCodes } from "./codes/outside";
import { plannedObjectCodes } from "./codes/planned-objects";
import { plannedRouteCodes } from "./codes/planned-routes";
import { podCodes } from "./codes/pods";
import { readingCodes } from "./codes/reading";
import { requestCodes } from "./codes/requests";
import { releaseCodes } from "./codes/release";
import { rolloutCodes } from "./codes/rollout/rollout";
import { rolloutUpdateCodes } from "./codes/rollout/updates";
import { routeCodes } from "./codes/routes";
import { selectionCodes } from "./codes/selection";
import { scalingCodes } from "./codes/scaling";
import { upstreamCodes } from "./codes/upstream";

export type { CodeInfo, Severity } from "./codes/info";

/**
 * Every code that a problem can have. A code keeps its meaning for ever: people filter and search
 * for it.
 */
export const codes = {
  ...configCodes,
  ...readingCodes,
  ...releaseCodes,
  ...routeCodes,
  ...exposureCodes,
  ...answerCodes,
  ...gatewayCodes,
  ...accessCodes,
  ...podCodes,
  ...portCodes,
  ...ownClusterCodes,
  ...plannedRouteCodes,
  ...plannedObjectCodes,
  ...selectionCodes,
  ...scalingCodes,
  ...manifestCodes,
  ...outsideCodes,
  ...foreignCodes,
  ...changeCodes,
  ...upstreamCodes,
  ...requestCodes,
  ...limitCodes,
  ...rolloutCodes,
  ...rolloutUpdateCodes,
  ...notificationCodes,
} as const satisfies Record<string, CodeInfo>;

/** A code of {@link codes}. */
export type Code = keyof typeof codes;

/** How severe the problem with a code is. */
export function severityOf(code: Code): Severity {
  return (codes[code] as CodeInfo).severity ?? "error";
}
