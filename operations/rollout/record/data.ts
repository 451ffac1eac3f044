/** A record as the data of a ConfigMap, and back. */
import { gunzipSync, gzipSync } from "node:zlib";
import { readRecord, RecordError, recordText } from "../../../model/rollout/codec/codec";
import { mostAnalysisBytes } from "../../../model/rollout/codec/thin-analyses";
import { packedKey, recordKey } from "../../../model/rollout/names";
import type { RolloutRecord } from "../../../model/rollout/record";

/** The part of a ConfigMap that holds a record: exactly one of the two keys. */
export interface RecordData {
  readonly data?: { readonly [recordKey]?: string };
  /** In base64. */
  readonly binaryData?: { readonly [packedKey]?: string };
}

/** Bytes of JSON up to which a record stays a text that people can read with kubectl. */
const plainBytes = 64 * 1024;

/** Bytes that a record may take. A ConfigMap may have 1 MiB, managed fields included. */
const mostBytes = 256 * 1024;

/** Bytes of JSON with less of which analyses need no other try. */
const leastAnalysisBytes = 64 * 1024;

/** Bytes of JSON that are unpacked at most. */
const unpackedBytes = 64 * 1024 * 1024;

/** A record is written to many clusters at once: it is checked and packed once. */
const known = new WeakMap<RolloutRecord, RecordData>();

/**
 * The data that holds a record. A long one is packed by gzip: the weights of many clusters are alike.
 *
 * @throws RecordError where it has not the form of a record, or takes too much room even so
 */
export function recordData(record: RolloutRecord): RecordData {
  const data = known.get(record) ?? made(record);
  known.set(record, data);
  return data;
}

function made(record: RolloutRecord, analysisBytes = mostAnalysisBytes): RecordData {
  const text = recordText(record, analysisBytes);
  if (Buffer.byteLength(text) <= plainBytes) return { data: { [recordKey]: text } };
  const packed = gzipSync(text).toString("base64");
  // What was seen goes before a rollout can't go on: nobody knows before how well it packs.
  if (packed.length > mostBytes && record.analyses && analysisBytes > 0)
    return made(record, analysisBytes > leastAnalysisBytes ? analysisBytes / 2 : 0);
  if (packed.length > mostBytes)
    throw new RecordError(
      `it takes ${Math.ceil(packed.length / 1024)} KiB, and may take ${mostBytes / 1024}: make releases with fewer services or clusters of it`,
      false,
    );
  return { binaryData: { [packedKey]: packed } };
}

/** The text of the data, packed or not: two copies with the same one are the same. */
export function textOf({ data, binaryData }: RecordData): string | undefined {
  return data?.[recordKey] ?? binaryData?.[packedKey];
}

/** @throws RecordError */
export function readData(object: RecordData): RolloutRecord {
  const plain = object.data?.[recordKey];
  if (plain !== undefined) return readRecord(plain);
  const packed = object.binaryData?.[packedKey];
  if (packed === undefined) throw new RecordError(`it has no key ${recordKey}`, false);
  return readRecord(unpacked(packed));
}

function unpacked(packed: string): string {
  try {
    const bytes = Buffer.from(packed, "base64");
    return gunzipSync(bytes, { maxOutputLength: unpackedBytes }).toString("utf8");
  } catch (error) {
    throw new RecordError(
      `its key ${packedKey} can't be unpacked: ${(error as Error).message}`,
      false,
    );
  }
}
