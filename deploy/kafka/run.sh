#!/bin/sh
# run.sh [DIR [PORT [CONTROLLER_PORT]]]: starts one real Kafka node on this machine, its data in DIR
# (default ./kafka-data), on these ports of 127.0.0.1, or on free ones. Writes DIR/port once it
# answers, says so, and runs until it is stopped. Needs Java and, the first time, Maven.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${1:-kafka-data}
[ -n "${TOCSIN_NO_INSTALL:-}" ] || "$here/../install" "$here/packages"
libs=$("$here/libs.sh")

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
port=${2:-$(free_port)}
controller=${3:-$(free_port)}

mkdir -p "$data"
data=$(cd "$data" && pwd)
rm -f "$data/port"
sed -e "s|@PORT@|$port|g" -e "s|@CONTROLLER@|$controller|g" -e "s|@DATA@|$data/log|g" \
    "$here/kraft.properties" >"$data/kraft.properties"
printf 'log4j.rootLogger=WARN, E\nlog4j.appender.E=org.apache.log4j.ConsoleAppender\nlog4j.appender.E.target=System.err\nlog4j.appender.E.layout=org.apache.log4j.PatternLayout\nlog4j.appender.E.layout.ConversionPattern=%%d %%p %%m%%n\n' \
    >"$data/log4j.properties"

run_java() {
    java -Xms256m -Xmx512m -XX:+UseSerialGC "-Dlog4j.configuration=file:$data/log4j.properties" -cp "$libs/*" "$@"
}
if [ ! -f "$data/log/meta.properties" ]; then
    id=$(run_java kafka.tools.StorageTool random-uuid 2>/dev/null | tail -n 1)
    run_java kafka.tools.StorageTool format -t "$id" -c "$data/kraft.properties" --ignore-formatted >/dev/null
fi
run_java kafka.Kafka "$data/kraft.properties" </dev/null &
kafka=$!
trap 'kill $kafka 2>/dev/null; wait $kafka 2>/dev/null; rm -f "$data/port"' EXIT
trap 'exit 0' INT TERM
until python3 -c "import socket; socket.create_connection((\"127.0.0.1\", $port), 1)" 2>/dev/null; do
    kill -0 $kafka 2>/dev/null || { echo "run.sh: Kafka did not start" >&2; exit 4; }
done
printf '%s\n' "$port" >"$data/port.new" && mv "$data/port.new" "$data/port"
echo "Kafka answers on 127.0.0.1:$port; data in $data"
wait $kafka
