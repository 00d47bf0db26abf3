"""Sentences of the demonstration: chance that repeats itself, and texts put together from parts.

Only Random.random() is used, whose sequence Python keeps from version to version."""
import math
import random
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "sentences"

MODELS = ["Q3", "Q3 Pro", "Q5", "S1", "S1 Lite"]
CITIES = {
    "zh-Hans": [("广州", "CN-GD"), ("深圳", "CN-GD"), ("成都", "CN-SC"), ("杭州", "CN-ZJ"),
                ("上海", "CN-SH"), ("武汉", "CN-HB"), ("长沙", "CN-HN"), ("南京", "CN-JS")],
    "zh-Hant": [("香港", "CN-HK"), ("九龍", "CN-HK"), ("沙田", "CN-HK"), ("荃灣", "CN-HK")],
    "en": [("Singapore", "SG"), ("Shanghai", "CN-SH"), ("Shenzhen", "CN-GD"),
           ("Hong Kong", "CN-HK"), ("Hangzhou", "CN-ZJ")],
}
COLORS = {"zh-Hans": ["白色", "墨绿", "银灰", "橙色"], "zh-Hant": ["白色", "墨綠", "銀灰", "橙色"],
          "en": ["white", "green", "silver", "orange"]}


class Chance:
    def __init__(self, seed):
        self.source = random.Random(seed)

    def happens(self, probability):
        return self.source.random() < probability

    def number(self, low, high):
        return low + int(self.source.random() * (high - low + 1))

    def pick(self, values):
        return values[int(self.source.random() * len(values))]

    def weighed(self, weights):
        """A key of `weights`, as often as its weight says."""
        left = self.source.random() * sum(weights.values())
        for key, weight in weights.items():
            left -= weight
            if left < 0:
                return key
        return key

    def poisson(self, mean):
        if mean <= 0:
            return 0
        limit, product, count = math.exp(-mean), self.source.random(), 0
        while product > limit:
            product *= self.source.random()
            count += 1
        return count


def read_sections(language):
    sections, lines = {}, None
    for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line.startswith("[") and line.endswith("]"):
            lines = sections.setdefault(line[1:-1], [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return sections


class Writer:
    """Puts texts of one language together."""

    def __init__(self, language, chance):
        self.language = language
        self.chance = chance
        self.sections = read_sections(language)
        self.comma, self.stop = (", ", ".") if language == "en" else ("，", "。")

    def fill(self, text, place):
        number, pick = self.chance.number, self.chance.pick
        values = {
            "model": pick(MODELS), "days": number(2, 40), "months": number(2, 22),
            "km": number(8, 68), "percent": number(11, 64), "times": number(2, 9),
            "yuan": number(4, 60) * 10, "minutes": number(6, 75),
            "temperature": number(58, 96), "city": place, "color": pick(COLORS[self.language]),
        }
        return text.format_map(values)

    def part(self, section, place):
        return self.fill(self.chance.pick(self.sections[section]), place)

    def join(self, parts):
        text = self.comma.join(part for part in parts if part)
        if self.language == "en":
            text = text[0].upper() + text[1:]
        return text + (self.stop if self.chance.happens(0.7) else "")

    def complaint(self, subject, place):
        happens = self.chance.happens
        return self.join([
            self.part("opener", place) if happens(0.75) else "",
            self.part(f"complaint.{subject}", place),
            self.part(f"detail.{subject}", place) if happens(0.9) else "",
            self.part("ending.complaint", place) if happens(0.8) else "",
        ])

    def pair(self, section, place):
        tail = f"{section}.tail"
        if tail not in self.sections:
            return self.join([self.part(section, place)])
        return self.join([self.part(section, place), self.part(tail, place)])

    def crisis(self, place):
        happens = self.chance.happens
        detail, second = self.part("crisis.detail", place), self.part("crisis.detail", place)
        return self.join([
            self.part("opener", place) if happens(0.5) else "",
            self.part("crisis", place),
            detail,
            second if happens(0.35) and second != detail else "",
            self.part("crisis.ending", place) if happens(0.8) else "",
        ])
