//! The platform's three entry points: fetch, queue, scheduled. Each maps what the platform gives onto [`App`].

use std::rc::Rc;

use worker::{Context, Env, MessageBatch, Request, Response, ScheduleContext, ScheduledEvent, event};

use crate::{
    app::{Hint, Log},
    http::reply::Reply,
    jobs,
    platform::{self, Background, Console, SystemRandom},
    problem::Problem,
    serve::{self, dispatch},
    webhooks::delivery::line,
};

#[event(start)]
fn start() {
    std::panic::set_hook(Box::new(|info| Console.error(&format!("panic: {info}"))));
}

#[event(fetch)]
async fn fetch(request: Request, env: Env, context: Context) -> worker::Result<Response> {
    let reply = match reply(request, &env, Rc::new(context)).await {
        Ok(reply) => reply,
        Err(problem) => dispatch::refuse(problem, &SystemRandom, &Console),
    };
    platform::http::response(reply)
}

async fn reply(request: Request, env: &Env, context: Rc<Context>) -> Result<Reply, Problem> {
    let url = platform::http::url(&request)?;
    let host = url.host_str().map(str::to_owned);
    let app = platform::app(env, Background::AfterResponse(context), host);
    let app = app.map_err(Problem::internal)?;
    let request = platform::http::request(request, &url)?;
    Ok(serve::handle(&app, request).await)
}

/// Always acknowledges: a hint that did not help is given again by the sweeper.
#[event(queue)]
async fn queue(batch: MessageBatch<Hint>, env: Env, _: Context) -> worker::Result<()> {
    // A message of a form that this version does not know is as good as lost, which a hint may be.
    let hints: Vec<_> = batch.iter().filter_map(|message| Some(message.ok()?.into_body())).collect();
    batch.ack_all();
    // An error from here would be a panic in the `worker` crate, so that it goes to the log.
    match platform::app(&env, Background::Inline, None) {
        Ok(app) => {
            if let Err(error) = line::consume(&app, &hints).await {
                Console.error(&error.to_string());
            }
        }
        Err(error) => Console.error(&error.to_string()),
    }
    Ok(())
}

#[event(scheduled)]
async fn scheduled(_: ScheduledEvent, env: Env, _: ScheduleContext) {
    match platform::app(&env, Background::Inline, None) {
        Ok(app) => jobs::run(&app).await,
        Err(error) => Console.error(&error.to_string()),
    }
}
