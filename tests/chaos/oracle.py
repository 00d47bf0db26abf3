"""What must be stored, told from the produced events alone, and what is."""

import collections
import json


def partition_of(key, count):
    """murmur2 as Java's Kafka client uses it."""
    data, mask, multiplier = key.encode(), 0xFFFFFFFF, 0x5BD1E995
    value = 0x9747B28C ^ len(data)
    whole = len(data) // 4 * 4
    for i in range(0, whole, 4):
        word = int.from_bytes(data[i:i + 4], "little") * multiplier & mask
        word = (word ^ word >> 24) * multiplier & mask
        value = value * multiplier & mask ^ word
    rest = data[whole:]
    if rest:
        value = (value ^ int.from_bytes(rest, "little")) * multiplier & mask
    value = (value ^ value >> 13) * multiplier & mask
    return ((value ^ value >> 15) & 0x7FFFFFFF) % count


def expected(events):
    """How many records each organisation has in each hour."""
    counts = collections.Counter()
    for event in events:
        counts[event["org"], event["at"][:13]] += 1
    return counts


def stored(redis):
    """The same from the hours in Redis; and how many records were taken for repeats."""
    counts = collections.Counter()
    for key in redis.ask("KEYS", "tocsin:{*}:h:*:[*]:*"):
        _, _, _, org, _, day = key.split(":")
        for hour, value in redis.hash(key).items():
            counts[org, f"{day}T{hour}"] += int(value.split(" ")[0])
    repeats = sum(int(redis.hash(key).get("duplicate", 0)) for key in redis.ask("KEYS", "tocsin:{*}:state"))
    return counts, repeats


def consumed(redis):
    return sum(int(redis.ask("HGET", key, "consumed") or 0) for key in redis.ask("KEYS", "tocsin:{*}:state"))


def differences(events, redis):
    """One line for each count that is not what was produced."""
    wanted, (found, repeats) = expected(events), stored(redis)
    lines = [f"{org} {hour}: produced {wanted[org, hour]}, stored {found[org, hour]}"
             for org, hour in sorted(set(wanted) | set(found)) if wanted[org, hour] != found[org, hour]]
    return lines + ([f"{repeats} records were folded twice"] if repeats else [])


def trigger_differences(events, sent):
    """One line for each trigger that is missing, false or changed. A death on the hotline about a subject makes its incident
    level 1 at once, once, and nothing else here makes one; an organisation's triggers are numbered without a gap."""
    lines, seen, numbers = [], {}, collections.defaultdict(list)
    responses = collections.Counter()
    for event in sent:
        data = event["data"]
        if event["id"] in seen:
            if seen[event["id"]] != event:
                lines.append(f"{event['id']} came twice, with different content")
            continue
        seen[event["id"]] = event
        numbers[data["org"]].append(data["sequence"])
        if event["type"] == "tocsin.response.triggered.v1":
            responses[data["org"], data["subject"], data["level"]] += 1
    wanted = collections.Counter((event["org"], event["subjects"][0], "level-1") for event in events if event.get("subjects"))
    lines += [f"{key}: {wanted[key]} wanted, {responses[key]} sent" for key in sorted(set(wanted) | set(responses))
              if wanted[key] != responses[key]]
    return lines + [f"{org}: numbered {found}" for org, found in numbers.items() if found != list(range(1, len(found) + 1))]


def line(event):
    return f"{event['org']}|{json.dumps(event)}\n"
