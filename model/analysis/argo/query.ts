// What a template asks a metrics server, and what came of it.
import type { MetricValue } from "./evaluate";

/** A query of a template, with its arguments filled in. */
export interface ArgoQuery {
  /** `<template>/<metric>`. */
  readonly key: string;
  readonly query: string;
  /** The server that is asked; its address is its id. @default each metrics server of the stack */
  readonly address?: string;
  /** Seconds. */
  readonly timeout: number;
}

/** What came of one query of a template at one server: a value as Argo has it, or an error. */
export interface ArgoAnswer {
  readonly key: string;
  /** Id of the server. */
  readonly server: string;
  /** A scalar, or the values of a vector. */
  readonly value?: MetricValue;
  readonly error?: string;
}
