// The policy pack as the engine sees it: to load this file starts the server that the engine asks.
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./policies";

new PolicyPack("gray-release", {
  description: "What a team allows the Istio and Kubernetes objects of a stack to be",
  enforcementLevel: "mandatory",
  policies: [...policies],
});
