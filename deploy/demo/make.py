#!/usr/bin/env python3
"""Writes the demonstration feed: three weeks of a fictitious maker of electric bicycles.

    make.py [--small] [FILE]

The same script gives the same bytes. Without FILE the lines go to standard output; a name that
ends in .xz is compressed. --small writes the feed of the tests: the fifteen hours in which the crisis begins."""
import argparse
import hashlib
import json
import lzma
import sys
from datetime import datetime, timedelta, timezone

import acts
from phrases import CITIES, Chance, Writer

ORG = "quillane"
BEGIN = datetime(2026, 3, 1, 22, 0, tzinfo=timezone.utc)  # 06:00 in Shanghai, a Monday
SEED = 20260302


def moment(hour):
    """The instant `hour` hours after the end of learning."""
    at = BEGIN + timedelta(milliseconds=round((hour + acts.LEARN_HOURS) * 3600000))
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


def pseudonym(text):
    return hashlib.sha256(text.encode()).hexdigest()[:24]


class Feed:
    def __init__(self):
        self.chance = Chance(SEED)
        self.writers = {language: Writer(language, self.chance) for language in CITIES}
        self.lines = []
        self.count = 0
        self.owed = {}
        self.owed_complaints = {source: {} for source in acts.SOURCES}
        self.owed_cities = {language: {} for language in CITIES}
        self.posts = []  # posts about the crisis that others forward

    def item(self, source, hour, language=None):
        """A record without its text, and the place it speaks of."""
        channel, languages = acts.SOURCES[source][2:]
        language = language or self.chance.weighed(languages)
        place, region = self.next_city(language)
        self.count += 1
        number = self.chance.number(1, 26000)
        record = {"id": f"{source}:{self.count:06d}", "org": ORG, "source": source,
                  "channel": channel, "at": moment(hour),
                  "collected_at": moment(hour + self.chance.number(2, 40) / 3600),
                  "text": "", "lang": language, "region": region}
        if channel in ("social", "ecommerce"):
            reach = int(40 / (self.chance.source.random() + 0.002))
            record["author"] = {"id": f"{channel}-u{number}", "name": f"u{number}", "reach": reach}
            record["url"] = f"https://{source}.example/{self.count}"
        elif channel in ("hotline", "email"):
            record["author"] = {"id": pseudonym(f"{channel} {number}")}
        return record, self.writers[language], place

    def add(self, record, text):
        record["text"] = text
        if record["channel"] == "hotline":
            self.hotline(record)
        elif record["channel"] == "email":
            writer = self.writers[record["lang"]]
            if record["lang"] != "en":
                record["title"] = writer.part("mail.subject", "")
        elif record["channel"] == "ecommerce":
            record["fields"] = {"order": pseudonym(record["id"])[:10]}
        self.lines.append(record)

    def hotline(self, record):
        """The standard form; one in twelve lacks a member."""
        writer = self.writers["zh-Hans"]
        record["text"] = (writer.part("hotline", "") + "：" + record["text"].rstrip("。") + "，"
                          + writer.part("hotline.ending", "") + "。")
        fields = {"call_id": f"c{self.count:06d}", "time": record["at"], "place": record["region"],
                  "subject": "complaint", "description": "see text",
                  "contact": record["author"]["id"]}
        if self.chance.happens(1 / 12):
            del fields[self.chance.pick(["place", "contact", "subject"])]
        record["fields"] = fields

    def next_of(self, weights, owed):
        """Each as often as its weight says, in an order that chance only disturbs."""
        whole = sum(weights.values())
        for name, weight in weights.items():
            owed[name] = owed.get(name, 0.0) + weight / whole
        chosen = max(owed, key=lambda name: owed[name] + self.chance.source.random())
        owed[chosen] -= 1
        return chosen

    def next_city(self, language):
        return self.next_of(dict.fromkeys(CITIES[language], 1), self.owed_cities[language])

    def usual(self, source, hour):
        record, writer, place = self.item(source, hour)
        complaint_share = acts.SOURCES[source][1]
        promotion = acts.PROMOTION[0] <= hour < acts.PROMOTION[1]
        if promotion and complaint_share < 1:
            complaint_share *= 0.4
        if record["channel"] == "news":
            record["outlet"] = {"name": "两轮快讯"}
            name = "news" if record["lang"] != "en" else "praise"
            return self.add(record, writer.pair(name, place))
        owed = self.owed_complaints[source]
        if self.next_of({True: complaint_share, False: 1 - complaint_share}, owed):
            return self.add(record, writer.complaint(self.next_of(acts.SUBJECTS, self.owed), place))
        if promotion and record["channel"] != "news" and self.chance.happens(0.75):
            return self.add(record, writer.pair("promo", place))
        share = 0.7 if record["channel"] == "ecommerce" else 0.3
        return self.add(record, writer.pair(
            "praise" if self.chance.happens(share) else "mention", place))

    def usual_talk(self, begin, end):
        step = 0.25
        for source in acts.SOURCES:
            hour = begin
            while hour < end:
                # Nearer to the mean than chance would be: usual weeks that raise nothing.
                whole = acts.source_rate(source, hour) * step
                for _ in range(int(whole + self.chance.source.random())):
                    self.usual(source, hour + self.chance.source.random() * step)
                hour += step

    def crisis_item(self, hour):
        source = self.chance.weighed(acts.CRISIS_SOURCES)
        if source == acts.SILENT[0] and acts.SILENT[1] <= hour < acts.SILENT[2]:
            return
        record, writer, place = self.item(source, hour)
        self.add(record, writer.crisis(place))
        if record["channel"] == "social":
            self.posts.append(record)

    def forward(self, hour):
        """A post is passed on, or talked about."""
        record, writer, place = self.item(self.chance.pick(["social-zh", "social-zh", "social-en"]),
                                          hour)
        before = [post for post in self.posts[-60:] if post["at"] < record["at"]
                  and post["lang"] == record["lang"]]
        if not before or self.chance.happens(0.3):
            return self.add(record, writer.join([writer.part("crisis.mention", place),
                                                 writer.part("mention.tail", place)]))
        original = self.chance.pick(before)
        record["parent"] = original["id"]
        mark = "RT @" if record["lang"] == "en" else "//@"
        text = f"{mark}{original['author']['name']}: {original['text'].split('//@')[0]}"
        self.add(record, text)
        self.posts.append(record)

    def crisis(self, end):
        hour, step = 0.0, 0.25
        while hour < min(end, 120):
            rate = acts.crisis_rate(hour)
            for _ in range(self.chance.poisson(rate * step)):
                self.crisis_item(hour + self.chance.source.random() * step)
            for _ in range(self.chance.poisson(rate * step * 0.8)):
                self.forward(hour + self.chance.source.random() * step)
            hour += step
        record, writer, place = self.item("social-zh", acts.INJURY_POST, "zh-Hans")
        self.add(record, writer.part("crisis.injury", place) + "。")

    def media(self, end):
        for hour, outlet, tier in acts.MEDIA:
            if hour < end:
                record, writer, place = self.item("news-watch", hour, "zh-Hans")
                record["outlet"] = {"name": outlet, "tier": tier}
                self.add(record, writer.pair("news.crisis", place))

    def false_start(self):
        for hour, text in zip(acts.FALSE_START, self.writers["zh-Hans"].sections["false.start"]):
            record, writer, _place = self.item("social-zh", hour, "zh-Hans")
            record["region"] = "CN-ZJ"
            self.add(record, writer.fill(text, "杭州") + "。")

    def coordinated(self):
        begin, end, rate, authors = acts.COORDINATED
        for _ in range(self.chance.poisson(rate * (end - begin))):
            hour = begin + self.chance.source.random() * (end - begin)
            record, writer, place = self.item("social-zh", hour, "zh-Hans")
            name = f"bijia{self.chance.number(1, authors)}"
            record["author"] = {"id": f"social-{name}", "name": name, "reach": 3}
            self.add(record, writer.sections["coordinated"][0].format(yuan=200))

    def decisions(self, end):
        for number, (hour, command) in enumerate(acts.DECISIONS):
            if hour < end:
                self.lines.append({"id": f"decision-{number:03d}", "org": ORG,
                                   "at": moment(hour), **command})

    def repeats(self):
        """Some collectors send an item twice."""
        for record in list(self.lines):
            if "verb" not in record and self.chance.happens(0.004):
                self.lines.append(record)

    def sorted_lines(self):
        lines = sorted(self.lines, key=lambda line: (line["at"], line["id"]))
        return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n"
                       for line in lines).encode()


def write_feed(small):
    feed = Feed()
    begin = -8 if small else -acts.LEARN_HOURS
    end = 6.5 if small else acts.TOTAL_HOURS - acts.LEARN_HOURS
    feed.usual_talk(begin, end)
    feed.crisis(end)
    feed.media(end)
    feed.decisions(end)
    if not small:
        feed.false_start()
        feed.coordinated()
    feed.repeats()
    return feed.sorted_lines()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", action="store_true", help="the feed of the tests")
    parser.add_argument("file", nargs="?", help="where to write; .xz is compressed")
    options = parser.parse_args()
    data = write_feed(options.small)
    if options.file is None:
        sys.stdout.buffer.write(data)
        return
    if options.file.endswith(".xz"):
        data = lzma.compress(data, preset=6)
    with open(options.file, "wb") as out:
        out.write(data)


if __name__ == "__main__":
    main()
