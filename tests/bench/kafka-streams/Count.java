import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Reads a topic to its end with Kafka Streams' processor API and counts records an organisation, subject and minute in a
 * store with a change log. It reads no text, knows no repeats and decides nothing. One thread, like surge.
 *
 * Usage: Count BROKER TOPIC COUNT GROUP STATE_FOLDER; prints the processor seconds from the first record to the last,
 * so that starting the machine is not counted.
 */
public final class Count {
    private static final JsonFactory JSON = new JsonFactory();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final CountDownLatch DONE = new CountDownLatch(1);
    private static long left;
    private static long began = -1;
    private static long ended;

    /** What a count is kept under; null for a record that counts nothing. */
    private static String keyOf(byte[] bytes) {
        String org = null;
        String subject = null;
        String at = null;
        try (JsonParser parser = JSON.createParser(bytes)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("org")) {
                    org = parser.getText();
                } else if (name.equals("at")) {
                    at = parser.getText();
                } else if (name.equals("subjects") && value == JsonToken.START_ARRAY) {
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        subject = subject == null ? parser.getText() : subject;
                    }
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException refused) {
            return null;
        }
        return org == null || subject == null || at == null || at.length() < 16 ? null
                : org + ':' + subject + ':' + at.substring(0, 16);
    }

    private static final class Counter implements Processor<byte[], byte[], Void, Void> {
        private KeyValueStore<String, Long> counts;

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            counts = context.getStateStore("counts");
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            if (began < 0) {
                began = SYSTEM.getProcessCpuTime();
            }
            String key = keyOf(record.value());
            if (key != null) {
                Long before = counts.get(key);
                counts.put(key, before == null ? 1 : before + 1);
            }
            if (--left == 0) {
                ended = SYSTEM.getProcessCpuTime();
                DONE.countDown();
            }
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        left = Long.parseLong(arguments[2]);
        Properties settings = new Properties();
        settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, arguments[3]);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, arguments[4]);
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, 1);
        settings.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1000);
        settings.put("auto.offset.reset", "earliest");
        Topology topology = new Topology()
                .addSource("records", Serdes.ByteArray().deserializer(), Serdes.ByteArray().deserializer(), arguments[1])
                .addProcessor("counter", Counter::new, "records")
                .addStateStore(Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("counts"), Serdes.String(), Serdes.Long()), "counter");
        try (KafkaStreams streams = new KafkaStreams(topology, settings)) {
            streams.start();
            DONE.await();
        }
        System.out.println((ended - began) / 1e9);
    }
}
