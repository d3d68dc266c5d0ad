//! What the macros cannot say of the routes is added here.

use utoipa::openapi::path::{Operation, Parameter};
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, SchemaType, Type};
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{
    Components, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, RefOr, Schema, Server,
};

use super::{documented, schemas};
use crate::auth::AuthOptions;
use crate::options::ServerOptions;
use crate::parameters;
use crate::served::{ServedCatalog, Subject};

/// The description of all routes, as OpenAPI 3.1 in JSON.
pub fn openapi(catalog: &ServedCatalog, options: &ServerOptions) -> String {
    let (_, mut openapi) = documented().split_for_parts();
    let info = InfoBuilder::new()
        .title("tidings")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Events of a service: what happened, to what, how grave it is.",
        ));
    openapi.info = OpenApiBuilder::new().info(info).build().info;
    let base = if options.base_path.is_empty() {
        "/"
    } else {
        &options.base_path
    };
    openapi.servers = Some(vec![Server::new(base)]);
    describe_list(&mut openapi, &catalog.subjects);
    describe_absence(&mut openapi);
    let components = openapi.components.get_or_insert_default();
    schemas::add_errors(components);
    schemas::close(components);
    schemas::add_subjects(components, &catalog.subjects);
    match options.auth {
        AuthOptions::None => {
            operations(&mut openapi).for_each(|operation| operation.security = None)
        }
        AuthOptions::Jwt(_) => describe_credentials(components),
    }
    openapi.to_json().expect("a description is JSON")
}

/// The parameters of the list are those of the table by which they are read.
fn describe_list(openapi: &mut OpenApi, subjects: &[Subject]) {
    let path = openapi.paths.paths.get_mut("/v2/events");
    if let Some(list) = path.and_then(|path| path.get.as_mut()) {
        let documented = parameters::documented(subjects).into_iter();
        list.parameters = Some(documented.map(RefOr::T).collect());
    }
}

/// An optional parameter is absent, never `null`. An optional field may be `null`, which has no format.
fn describe_absence(openapi: &mut OpenApi) {
    let parameters = operations(openapi).filter_map(|operation| operation.parameters.as_mut());
    for parameter in parameters.flatten() {
        if let RefOr::T(Parameter {
            schema: Some(RefOr::T(Schema::Object(schema))),
            ..
        }) = parameter
            && let Some(one) = nullable(&schema.schema_type)
        {
            schema.schema_type = SchemaType::Type(one);
        }
    }
    let components = openapi.components.iter_mut();
    for schema in components.flat_map(|components| components.schemas.values_mut()) {
        let RefOr::T(Schema::Object(object)) = schema else {
            continue;
        };
        for field in object.properties.values_mut() {
            if let RefOr::T(Schema::Object(schema)) = field
                && schema.format.is_some()
                && let Some(one) = nullable(&schema.schema_type)
            {
                schema.schema_type = SchemaType::Type(one);
                let description = schema.description.take();
                let null = ObjectBuilder::new().schema_type(Type::Null);
                let either = OneOfBuilder::new().description(description);
                *field = RefOr::T(either.item(field.clone()).item(null).into());
            }
        }
    }
}

/// The type that a value has where it is not `null`.
fn nullable(schema_type: &SchemaType) -> Option<Type> {
    match schema_type {
        SchemaType::Array(types) => match types.as_slice() {
            [one, Type::Null] => Some(one.clone()),
            _ => None,
        },
        _ => None,
    }
}

fn operations(openapi: &mut OpenApi) -> impl Iterator<Item = &mut Operation> {
    openapi.paths.paths.values_mut().flat_map(operations_of)
}

fn operations_of(path: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let PathItem {
        get,
        put,
        post,
        delete,
        ..
    } = path;
    [get, put, post, delete].into_iter().flatten()
}

fn describe_credentials(components: &mut Components) {
    let header = |name: &str| SecurityScheme::ApiKey(ApiKey::Header(ApiKeyValue::new(name)));
    let bearer = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .bearer_format("JWT");
    components.add_security_scheme("bearer", SecurityScheme::Http(bearer.build()));
    components.add_security_scheme("secretKey", header("X-Secret-Key"));
    components.add_security_scheme("watcher", header("Watcher-Authorization"));
    let in_query = SecurityScheme::ApiKey(ApiKey::Query(ApiKeyValue::new("api_key")));
    components.add_security_scheme("apiKey", in_query);
}
