extern "C" {
#include "wire/template.h"
}

#include <cstring>
#include <exception>
#include <string>

#include <kainjow/mustache.hpp>

using kainjow::mustache::data;
using kainjow::mustache::mustache;

static std::string string_of(struct slice slice)
{
    return slice.length == 0 ? std::string() : std::string(slice.bytes, slice.length);
}

static data data_of(const struct json *value)
{
    switch (value->type) {
    case JSON_NULL:
        return data(false);
    case JSON_BOOL:
        return data(value->boolean);
    case JSON_NUMBER:
        return data(string_of(value->text));
    case JSON_STRING:
        /* An empty text counts as none, so that a section can ask for it. */
        return value->text.length == 0 ? data(false) : data(string_of(value->text));
    case JSON_ARRAY: {
        data list(data::type::list);
        for (const struct json *one = value->first; one != nullptr; one = one->next)
            list.push_back(data_of(one));
        return list;
    }
    case JSON_OBJECT: {
        data object(data::type::object);
        for (const struct json *one = value->first; one != nullptr; one = one->next)
            object.set(string_of(one->name), data_of(one));
        return object;
    }
    }
    return data(false);
}

/* Controls never get through; a line break inside a value is a space. */
static std::string escape_markdown(const std::string &value)
{
    std::string escaped;

    for (const char byte : value) {
        const unsigned char code = static_cast<unsigned char>(byte);
        if (code < ' ' || code == 0x7f) {
            escaped += ' ';
            continue;
        }
        if (std::strchr("\\`*_[]<>|~&", byte) != nullptr)
            escaped += '\\';
        escaped += byte;
    }
    return escaped;
}

static std::string escape_html(const std::string &value)
{
    std::string escaped;

    for (const char byte : value) {
        const unsigned char code = static_cast<unsigned char>(byte);
        switch (byte) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        case '\'':
            escaped += "&#39;";
            break;
        default:
            escaped += code < ' ' || code == 0x7f ? ' ' : byte;
        }
    }
    return escaped;
}

extern "C" int template_fill(struct text *text, struct slice template_text,
                             enum template_form form, const struct json *values,
                             struct fault *fault)
{
    try {
        mustache filled(string_of(template_text));
        if (!filled.is_valid())
            return fault_set(fault, FAULT_SETUP, "%s", filled.error_message().c_str());
        filled.set_custom_escape(form == TEMPLATE_MARKDOWN ? escape_markdown : escape_html);
        const std::string result = filled.render(data_of(values));
        text_add_bytes(text, result.data(), result.size());
        return 0;
    } catch (const std::exception &problem) {
        return fault_set(fault, FAULT_SETUP, "the template cannot be filled in: %s",
                         problem.what());
    }
}
