#pragma once
// A type describes itself once:
//
//     struct AssignCase {
//         UserId assignee;
//         static void describe(auto& is) {
//             is.named("AssignCase", "Make one user answerable for the case.");
//             is.field("assignee", &AssignCase::assignee).required().refers("user");
//         }
//     };
//
// `describe` is a template, so including the header costs nothing until someone asks for
// `type_of<AssignCase>()`. The only file that includes Boost.PFR.
#include "schema/type.hpp"

#include <boost/pfr/tuple_size.hpp>

#include <concepts>
#include <optional>
#include <type_traits>

namespace dossier {

class Describer;

template <class T>
concept Described = requires(Describer& is) {
    T::describe(is);
};

template <class T>
const Type& type_of();

template <class T>
const Kind& kind_of();

/// Throws std::logic_error naming the field when the type, or anything inside it, has a .secret()
/// one: for what is kept, events and states.
void require_no_secret(const Type&);

/// Fills a Type while a T describes itself. The work is in the .cpp, compiled once.
class Describer {
public:
    explicit Describer(const void* probe) : probe_(probe) {}

    void named(std::string_view name, std::string_view doc, int schema = 1);

    template <class T, class M>
    Field& field(std::string_view name, M T::*member, std::string_view doc = {}) {
        return add(name, doc, &(static_cast<const T*>(probe_)->*member), kind_of<M>());
    }

    /// The member's own fields, as if they were written here.
    template <class T, class M>
    void all_of(M T::*member) {
        adopt(type_of<M>(), &(static_cast<const T*>(probe_)->*member));
    }

    /// Throws std::logic_error naming the type when a member was forgotten or described twice, a
    /// name is taken, or the sibling that .personal() names is missing.
    Type take(std::size_t members);

private:
    Field& add(std::string_view name, std::string_view doc, const void* member, const Kind&);
    void adopt(const Type&, const void* member);
    std::size_t offset_of(const void* member) const;

    const void* probe_;
    Type type_;
    std::size_t described_ = 0;
};

namespace detail {

template <class T, template <class> class Of>
constexpr bool is = false;
template <class T, template <class> class Of>
constexpr bool is<Of<T>, Of> = true;
template <class T>
constexpr bool is_list = false;
template <class T>
constexpr bool is_list<std::vector<T>> = true;

template <class T>
constexpr bool is_decimal = false;
template <int scale>
constexpr bool is_decimal<Decimal<scale>> = true;

template <class T>
Kind make_kind() {
    Kind kind{.shape = Shape::object,
              .assign = [](void* to, const void* from) { as<T>(to) = as<T>(from); },
              .clear = [](void* value) { as<T>(value) = T{}; }};
    if constexpr (std::same_as<T, bool>) {
        kind.shape = Shape::boolean;
    } else if constexpr (std::same_as<T, std::int64_t>) {
        kind.shape = Shape::integer;
    } else if constexpr (std::same_as<T, std::string>) {
        kind.shape = Shape::text;
    } else if constexpr (std::same_as<T, Json>) {
        kind.shape = Shape::json;
    } else if constexpr (std::same_as<T, Timestamp>) {
        kind.shape = Shape::timestamp;
    } else if constexpr (std::same_as<T, Date>) {
        kind.shape = Shape::date;
    } else if constexpr (std::same_as<T, Duration>) {
        kind.shape = Shape::duration;
    } else if constexpr (is_decimal<T>) {
        kind.shape = Shape::decimal;
        kind.scale = T::scale;
    } else if constexpr (std::same_as<T, Money>) {
        kind.shape = Shape::money;
    } else if constexpr (is<T, Id>) {
        kind.shape = Shape::id;
    } else if constexpr (std::is_enum_v<T>) {
        static_assert(std::same_as<std::underlying_type_t<T>, std::uint8_t>, "one byte, please");
        static constexpr auto all = names(T{});
        kind.shape = Shape::choice;
        kind.choices = all;
    } else if constexpr (is<T, std::optional>) {
        kind.shape = Shape::optional;
        kind.inner = &kind_of<typename T::value_type>();
        kind.peek = [](const void* p) -> const void* {
            const T& optional = as<T>(p);
            return optional ? &*optional : nullptr;
        };
        kind.grow = [](void* p) -> void* { return &as<T>(p).emplace(); };
    } else if constexpr (is_list<T>) {
        static_assert(!std::same_as<T, std::vector<bool>>, "vector<bool> has no bool to point at");
        kind.shape = Shape::list;
        kind.inner = &kind_of<typename T::value_type>();
        kind.grow = [](void* p) -> void* { return &as<T>(p).emplace_back(); };
        kind.size = [](const void* p) { return as<T>(p).size(); };
        kind.at = [](const void* p, std::size_t i) -> const void* { return &as<T>(p)[i]; };
    } else if constexpr (is<T, Map>) {
        kind.shape = Shape::map;
        kind.inner = &kind_of<typename T::Value>();
        kind.size = [](const void* p) { return as<T>(p).size(); };
        kind.at = [](const void* p, std::size_t i) -> const void* {
            return &as<T>(p).at(i).second;
        };
        kind.key = [](const void* p, std::size_t i) -> const std::string& {
            return as<T>(p).at(i).first;
        };
        kind.grow_key = [](void* p, std::string_view key) -> void* { return &as<T>(p)[key]; };
    } else if constexpr (is<T, Personal>) {
        kind.shape = Shape::personal;
        kind.inner = &kind_of<typename T::Value>();
        kind.peek = [](const void* p) -> const void* { return as<T>(p).plain(); };
        kind.grow = [](void* p) -> void* { return &as<T>(p).open(); };
        kind.box = [](const void* p) { return as<T>(p).box(); };
        kind.close = [](void* p, Box box) { as<T>(p).close(std::move(box)); };
    } else if constexpr (is<T, Patch>) {
        kind.shape = Shape::patch;
        kind.type = &type_of<typename T::State>;
        kind.peek = [](const void* p) -> const void* { return &as<T>(p).values; };
        kind.touched = [](const void* p) { return as<T>(p).touched; };
        kind.touch = [](void* p, FieldSet touched) -> void* {
            as<T>(p).touched = touched;
            return &as<T>(p).values;
        };
    } else {
        static_assert(Described<T>, "a field's type describes itself, or is in schema/type.hpp");
        kind.type = &type_of<T>;
    }
    return kind;
}

}  // namespace detail

template <class T>
const Kind& kind_of() {
    static const Kind kind = detail::make_kind<T>();
    return kind;
}

extern template const Kind& kind_of<bool>();
extern template const Kind& kind_of<std::int64_t>();
extern template const Kind& kind_of<std::string>();
extern template const Kind& kind_of<Timestamp>();
extern template const Kind& kind_of<StreamId>();
extern template const Kind& kind_of<UserId>();
extern template const Kind& kind_of<Personal<std::string>>();
extern template const Kind& kind_of<std::optional<std::string>>();
extern template const Kind& kind_of<std::optional<UserId>>();
extern template const Kind& kind_of<std::optional<Timestamp>>();
extern template const Kind& kind_of<std::vector<std::string>>();

template <class T>
const Type& type_of() {
    static const Type type = [] {
        const T probe{};
        Describer is(&probe);
        T::describe(is);
        Type made = is.take(boost::pfr::tuple_size_v<T>);
        made.make = []() -> void* { return new T; };
        made.copy = [](const void* p) -> void* { return new T(as<T>(p)); };
        made.destroy = [](void* p) { delete static_cast<T*>(p); };
        return made;
    }();
    return type;
}

}  // namespace dossier
