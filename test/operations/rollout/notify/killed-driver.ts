// A driver of a process of its own: the spec kills it. It knows a record in a file, and nothing else.
import { readFileSync, writeFileSync } from "node:fs";
import { readRecord, recordText } from "../../../../model/rollout/codec/codec";
import type { NotificationReceiver } from "../../../../model/notifications/receiver";
import { drive } from "../../../../operations/rollout/drive";
import { Messenger } from "../../../../operations/rollout/notify/messenger";
import { sender } from "../../../../operations/rollout/notify/sender";
import { World } from "../world/world";

const [file = "", url = ""] = process.argv.slice(2);
const record = readRecord(readFileSync(file, "utf8"));
const world = new World(record.primaries, record.start);
world.put(record);
world.nowMs = Date.parse(record.startedAt) + 60_000;
const port = world.port(() => record.home);
const receiver: NotificationReceiver = { name: "team", kind: "webhook", url };
const deliver = sender({
  stack: "prod",
  url: () => Promise.resolve(url),
  secret: () => Promise.resolve("geheim"),
});

void drive({
  by: `driver ${process.pid}`,
  once: true,
  port: {
    ...port,
    notices: new Messenger({ receivers: [receiver], deliver }),
    save: async (next, version) => {
      const saved = await port.save(next, version);
      if (saved === "saved") writeFileSync(file, recordText(next));
      return saved;
    },
  },
}).then(({ end }) => process.stdout.write(end));
