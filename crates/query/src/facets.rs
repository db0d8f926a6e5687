//! Counts of what matches, as an answer has them.

use std::fmt;
use std::marker::PhantomData;

use ibid_core::facets::FacetCounts;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// Values by their names, in an order of their own; a map in JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named<V>(pub Vec<(String, V)>);

/// For each facet that was asked for, in this order, how many of the passages that match have each
/// value, the most frequent first. The empty value stands for passages that have none. Those of one
/// facet add up to the total.
pub type FacetsView = Named<Named<u64>>;

impl<V> Named<V> {
    /// The value with a name.
    pub fn get(&self, name: &str) -> Option<&V> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| value)
    }
}

impl<V: Serialize> Serialize for Named<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Named<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder<V>(PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for InOrder<V> {
            type Value = Named<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<V>, A::Error> {
                let mut named = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    named.push(entry);
                }
                Ok(Named(named))
            }
        }

        deserializer.deserialize_map(InOrder(PhantomData))
    }
}

#[cfg(feature = "schema")]
impl<V: schemars::JsonSchema> schemars::JsonSchema for Named<V> {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        std::collections::BTreeMap::<String, V>::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        std::collections::BTreeMap::<String, V>::json_schema(generator)
    }

    fn inline_schema() -> bool {
        true
    }
}

/// Counts as they are shown.
pub(crate) fn view(counts: Vec<FacetCounts>) -> FacetsView {
    let named = |counted: FacetCounts| (counted.facet.name().to_owned(), Named(counted.counts));
    Named(counts.into_iter().map(named).collect())
}
