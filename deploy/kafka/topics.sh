#!/bin/sh
# topics.sh HOST:PORT [--feed]: makes Tocsin's topics (the file `topics` beside this) where they are not
# there, and prints the access rules they need. With --feed, for a file that is played: stamped by the
# producer, kept for ever.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 1 ] || { echo "usage: topics.sh HOST:PORT [--feed]" >&2; exit 2; }
server=$1
feed=${2:-}
[ -n "${TOCSIN_NO_INSTALL:-}" ] || "$here/../install" "$here/packages"
libs=$("$here/libs.sh")

grep -v '^#' "$here/topics" | while read -r name partitions retention settings; do
    [ -n "$name" ] || continue
    if [ "$feed" = --feed ]; then
        retention=-1
        settings='message.timestamp.type=CreateTime message.timestamp.after.max.ms=9223372036854775807'
    fi
    set -- --config "retention.ms=$retention" --config cleanup.policy=delete
    for setting in $settings; do set -- "$@" --config "$setting"; done
    java -Xmx128m -cp "$libs/*" org.apache.kafka.tools.TopicCommand --bootstrap-server "$server" --create --if-not-exists \
        --topic "$name" --partitions "$partitions" "$@" </dev/null 2>/dev/null || { echo "topics.sh: '$name' cannot be made" >&2; exit 4; }
done

cat <<'RULES'

Access rules (with an authorizer; a producer can claim any channel, so admit only whom you trust):
  kafka-acls --add --allow-principal User:collect --producer --topic tocsin.feedback.v1 --topic tocsin.quarantine.v1
  kafka-acls --add --allow-principal User:desk    --producer --topic tocsin.feedback.v1
  kafka-acls --add --allow-principal User:desk    --consumer --topic tocsin.triggers.v1 --topic tocsin.briefings.v1 --group '*'
  kafka-acls --add --allow-principal User:surge   --consumer --topic tocsin.feedback.v1 --group tocsin-surge
  kafka-acls --add --allow-principal User:surge   --producer --topic tocsin.feedback.v1 --topic tocsin.triggers.v1 --topic tocsin.register.v1 --topic tocsin.quarantine.v1
  kafka-acls --add --allow-principal User:brief   --consumer --topic tocsin.triggers.v1 --topic tocsin.register.v1 --group '*'
  kafka-acls --add --allow-principal User:brief   --producer --topic tocsin.briefings.v1
  kafka-acls --add --allow-principal User:yours   --consumer --topic tocsin.triggers.v1 --group 'yours'
RULES
