//! Closed sets of names. What a program can say is a set that is known when it is compiled: a type
//! with a row for each value, and strings only where JSON is written.

/// Makes an enum of rows `Value = "name": "English text";` with `ALL`, `name`, `text`, `from_name`,
/// `Display` and serde by the name. A name that comes twice does not compile.
macro_rules! closed_set {
    (
        $(#[$meta:meta])*
        pub enum $set:ident { $($value:ident = $name:literal: $text:literal;)+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum $set {
            $(#[doc = concat!("`", $name, "`: ", $text)] $value,)+
        }

        impl $set {
            /// All of them, in the order of their table.
            pub const ALL: &'static [$set] = &[$($set::$value),+];

            /// The stable name, in kebab case.
            pub const fn name(self) -> &'static str {
                match self {
                    $($set::$value => $name,)+
                }
            }

            /// What it says in English: lower case, no full stop, `{field}` where a field goes.
            pub const fn text(self) -> &'static str {
                match self {
                    $($set::$value => $text,)+
                }
            }

            /// Finds one by its name.
            #[deny(unreachable_patterns)]
            pub fn from_name(name: &str) -> Option<Self> {
                Some(match name {
                    $($name => $set::$value,)+
                    _ => return None,
                })
            }
        }

        impl std::fmt::Display for $set {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl serde::Serialize for $set {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $set {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let name = String::deserialize(from)?;
                $set::from_name(&name).ok_or_else(|| {
                    let unknown = format!("unknown {}: `{name}`", stringify!($set));
                    serde::de::Error::custom(unknown)
                })
            }
        }
    };
}

pub(crate) use closed_set;

#[cfg(test)]
mod tests {
    use crate::rules::Rule;

    #[test]
    fn a_value_has_a_name_and_a_text() {
        assert_eq!((Rule::NoTime.name(), Rule::Boilerplate.text()), ("no-time", "beside the text"));
        assert_eq!(Rule::NoTime.to_string(), "no-time");
        assert_eq!(Rule::from_name("no_time"), None);
        for rule in Rule::ALL {
            assert_eq!(Rule::from_name(rule.name()), Some(*rule));
        }
    }

    #[test]
    fn json_holds_the_name() {
        assert_eq!(serde_json::to_string(&Rule::NoTime).unwrap(), "\"no-time\"");
        assert_eq!(serde_json::from_str::<Rule>("\"no-time\"").unwrap(), Rule::NoTime);
        let unknown = serde_json::from_str::<Rule>("\"no\"").unwrap_err().to_string();
        assert!(unknown.starts_with("unknown Rule: `no`"), "{unknown}");
    }
}
