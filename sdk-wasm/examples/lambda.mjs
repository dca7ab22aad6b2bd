// AWS Lambda, behind a function URL or API Gateway. The handler is lambda.handler.
import {
  constructEvent,
  WebhookVerificationError,
} from "@aviationalley/webhooks";

export async function handler({ body, headers, isBase64Encoded }) {
  try {
    const event = constructEvent(
      Buffer.from(body ?? "", isBase64Encoded ? "base64" : "utf8"),
      headers,
      process.env.AA_WEBHOOK_SECRET,
    );
    console.log(event.type, event.id);
    return { statusCode: 204 };
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    return { statusCode: 401, body: error.reason };
  }
}
