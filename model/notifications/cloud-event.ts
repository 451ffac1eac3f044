// An event in the form of CloudEvents 1.0, structured mode
// (https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md).
import type { NotificationBody } from "./message";

/** The media type of one. */
export const cloudEventType = "application/cloudevents+json; charset=utf-8";

/** One event. */
export interface CloudEvent {
  readonly specversion: "1.0";
  readonly id: string;
  /** The release in its stack, as a reference of a URI. */
  readonly source: string;
  /** Its last part changes where a reader of the data would have to change, too. */
  readonly type: string;
  /** Id of the rollout. */
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: "application/json";
  readonly data: NotificationBody;
}

/** The CloudEvent of a notification. */
export function cloudEvent(data: NotificationBody): CloudEvent {
  const source = ["gray-release", data.stack, data.release].map(encodeURIComponent).join("/");
  return {
    ...{ specversion: "1.0", id: data.id, source: `/${source}` },
    type: `gray-release.${data.type}.v1`,
    ...{ subject: data.rollout, time: data.at, datacontenttype: "application/json", data },
  };
}
