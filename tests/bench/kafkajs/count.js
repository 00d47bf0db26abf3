// Reads a topic to its end, counts records an organisation and minute, and writes the counts to Redis with the offsets.
// It reads no text, knows no repeats and decides nothing: the least that a counter of complaints has to do.
// Usage: count.js BROKER TOPIC COUNT REDIS_SOCKET GROUP
'use strict';

const { Kafka, logLevel, CompressionTypes, CompressionCodecs } = require('kafkajs');
const lz4 = require('lz4js');
const redis = require('redis');

// A member of surge that ran before has left ticks in the topic, and those are compressed.
CompressionCodecs[CompressionTypes.LZ4] = () => ({ decompress: async (bytes) => Buffer.from(lz4.decompress(bytes)) });
const [broker, topic, wanted, socket, group] = process.argv.slice(2);
let left = Number(wanted);

async function main() {
  const store = redis.createClient({ socket: { path: socket } });
  const kafka = new Kafka({ clientId: 'bench', brokers: [broker], logLevel: logLevel.ERROR });
  const consumer = kafka.consumer({ groupId: group, maxWaitTimeInMs: 20 });
  await store.connect();
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await new Promise((resolve) => consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch }) => {
      const counts = new Map();
      for (const message of batch.messages) {
        const record = JSON.parse(message.value.toString());
        if (!record.subjects) continue;
        const key = `${record.org}:${record.subjects[0]}:${record.at.slice(0, 16)}`;
        counts.set(key, (counts.get(key) || 0) + 1);
      }
      const transaction = store.multi().hSet('offsets', String(batch.partition), batch.lastOffset());
      for (const [key, count] of counts) transaction.incrBy(key, count);
      await transaction.exec();
      left -= batch.messages.length;
      if (left <= 0) resolve();
    },
  }));
  await consumer.disconnect();
  await store.quit();
}

main().catch((error) => { console.error(error); process.exit(1); });
