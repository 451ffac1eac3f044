// The receiver of notifications in a world of specs: it remembers what it was told, by id.
import { expect } from "chai";
import {
  eventsOf,
  isStale,
  keyOf,
  type RolloutEvent,
} from "../../../../model/notifications/events";
import { bodyOf } from "../../../../model/notifications/message";
import { notificationEvents } from "../../../../model/notifications/names";
import { owedTo } from "../../../../model/notifications/owed";
import type { NotificationReceiver } from "../../../../model/notifications/receiver";
import type { RolloutRecord } from "../../../../model/rollout/record";
import type { Clock } from "../../../../operations/clock";
import { Messenger } from "../../../../operations/rollout/notify/messenger";
import type { Delivery } from "../../../../operations/rollout/notify/port";

const receiver: NotificationReceiver = {
  ...{ name: "log", kind: "webhook", url: "https://log.example", events: notificationEvents },
};

/** Waits are over at once, and nothing is late. */
const clock: Clock = {
  now: () => 0,
  sleep: () => Promise.resolve(),
  deadline: () => new Promise(() => undefined),
};

/** Every so many messages the receiver does not answer. */
const silentEach = 5;

/** One receiver that outlives drivers. */
export class WorldReceiver {
  /** Its messages, by their ids. */
  private readonly got = new Map<string, () => string>();
  /** Ids of messages that came again with another body. */
  private readonly changed: string[] = [];
  private asked = 0;

  /** What a driver hands its news to; it knows only what the record says. */
  messenger(): Messenger {
    return new Messenger({
      ...{ receivers: [receiver], clock },
      deliver: (_, event, record) => Promise.resolve(this.take(event, record)),
    });
  }

  private take(event: RolloutEvent, record: RolloutRecord): Delivery {
    this.asked += 1;
    if (this.asked % silentEach === 0) return { kind: "later", why: "no answer" };
    const id = `${record.id}.${keyOf(event)}`;
    // Few messages are sent twice, and only these need their bodies.
    const body = () => JSON.stringify(bodyOf(event, record, { stack: "prod" }));
    const before = this.got.get(id);
    if (before && body() !== before()) this.changed.push(id);
    this.got.set(id, body);
    return { kind: "delivered" };
  }

  /** Everything that happened to a rollout that ended was told, and the record knows that. */
  checkEnd(record: RolloutRecord, nowMs: number): void {
    const owed = owedTo(receiver, record, nowMs);
    const untold = eventsOf(record, nowMs).filter(
      (event) => !isStale(event, nowMs) && !this.got.has(`${record.id}.${keyOf(event)}`),
    );
    expect([...[...owed, ...untold].map(keyOf), ...this.changed]).to.deep.equal([]);
  }
}
