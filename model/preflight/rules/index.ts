// The list of all rules, which preflight.ts runs.
import type { RuleFinding } from "../finding";
import type { PlannedObjects } from "../planned-objects";
import { access } from "./access";
import { autoscalers } from "./autoscalers";
import { callerLabels } from "./caller-labels";
import { delegates } from "./delegates";
import { destinations } from "./destinations";
import { disruptionBudgets } from "./disruption-budgets";
import { gateways } from "./gateways";
import { hosts } from "./hosts";
import { meshSplit } from "./mesh-split";
import { mutualTls } from "./mutual-tls";
import { namespaces } from "./namespaces";
import { objectNames } from "./object-names";
import { parity } from "./parity";
import { namedPorts } from "./pods/named-ports";
import { drains } from "./pods/drain";
import { needs } from "./pods/needs";
import { besideSidecars } from "./pods/beside-sidecars";
import { sidecars } from "./pods/sidecars";
import { versionLabels } from "./pod-labels";
import { faults } from "./requests/faults";
import { hashes } from "./requests/hashes";
import { prefixes } from "./requests/prefixes";
import { retries } from "./requests/retries";
import { slashes } from "./requests/slashes";
import { wildcards } from "./requests/wildcards";
import { reachableRoutes } from "./reachable-routes";
import { selection } from "./selection";
import { serviceParity } from "./service-parity";
import { serviceType } from "./service-type";
import { services } from "./services";
import { strategy } from "./strategy";
import { subsets } from "./subsets";
import { tcpPorts } from "./tcp-ports";
import { idleSettings } from "./upstream/idle-settings";
import { localities } from "./upstream/locality";
import { weights } from "./weights";
import { workloadParity } from "./workload-parity";

/** A rule: a pure function from the planned objects of all clusters to findings. */
export type Rule = (mesh: PlannedObjects) => RuleFinding[];

/** Every rule; findings keep this order. */
export const rules: readonly Rule[] = [
  destinations,
  subsets,
  weights,
  callerLabels,
  reachableRoutes,
  delegates,
  prefixes,
  wildcards,
  slashes,
  retries,
  faults,
  hashes,
  hosts,
  gateways,
  meshSplit,
  services,
  serviceParity,
  serviceType,
  selection,
  tcpPorts,
  versionLabels,
  strategy,
  autoscalers,
  disruptionBudgets,
  namespaces,
  mutualTls,
  localities,
  idleSettings,
  access,
  namedPorts,
  drains,
  sidecars,
  besideSidecars,
  needs,
  parity,
  workloadParity,
  objectNames,
];
