#!/bin/sh
# libs.sh: fetches Kafka's jars by Maven, once, and prints the folder they are in. Exit 4 when they
# cannot be fetched. The folder is build-kafka beside the source, or TOCSIN_KAFKA_LIBS.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
libs=${TOCSIN_KAFKA_LIBS:-$here/../../build-kafka/libs}
if [ ! -f "$libs/complete" ]; then
    mkdir -p "$libs"
    command -v mvn >/dev/null || { echo "libs.sh: Maven is not there (deploy/install deploy/kafka/packages)" >&2; exit 4; }
    mvn -q -B -f "$here/pom.xml" dependency:copy-dependencies -DincludeScope=runtime \
        "-DoutputDirectory=$libs" >&2 </dev/null || { echo "libs.sh: Maven cannot fetch Kafka" >&2; exit 4; }
    touch "$libs/complete"
fi
cd "$libs" && pwd
