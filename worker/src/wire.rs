//! Enums whose every variant has one fixed name on the wire and in the database.

/// An enum made by [`wire_enum!`](crate::wire_enum!).
pub trait WireName: Copy + Eq + 'static {
    /// Every variant, in the order of declaration.
    const ALL: &'static [Self];
    /// The variant's name on the wire.
    fn name(self) -> &'static str;
    /// The variant with this name.
    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|variant| variant.name() == name)
    }
}

/// Declares an enum with its wire names, so that a name can be searched for as it is written.
#[macro_export]
macro_rules! wire_enum {
    ($(#[$meta:meta])* $vis:vis enum $enum:ident { $($(#[$doc:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, schemars::JsonSchema)]
        $vis enum $enum { $($(#[$doc])* #[serde(rename = $name)] $variant,)+ }

        impl $crate::wire::WireName for $enum {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }

        /// By way of the name: much smaller than what the derive makes.
        impl<'de> serde::Deserialize<'de> for $enum {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let name = <String as serde::Deserialize>::deserialize(deserializer)?;
                $crate::wire::WireName::named(&name)
                    .ok_or_else(|| serde::de::Error::unknown_variant(&name, &[$($name),+]))
            }
        }
    };
}
