// SPDX-License-Identifier: GPL-3.0-or-later
// What the official client makes of a server: node client.mjs BASE-URL
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.argv[2], apiKey: 'none', maxRetries: 0 });
const request = {
  model: 'editor',
  messages: [{
    role: 'user',
    content: '<instruction>make it more vivid</instruction>\n<prompt>a red fox, a river</prompt>',
  }],
};

const models = [];
for await (const model of client.models.list())
  models.push(model.id);

const whole = await client.chat.completions.create(request);
const stream = await client.chat.completions.create({
  ...request, stream: true, stream_options: { include_usage: true },
});
let streamed = '', chunks = 0, finish = null, usage = null;
for await (const chunk of stream) {
  chunks++;
  streamed += chunk.choices[0]?.delta?.content ?? '';
  finish = chunk.choices[0]?.finish_reason ?? finish;
  usage = chunk.usage ?? usage;
}

let error = null;
try {
  await client.chat.completions.create({ ...request, model: 'no-such-model' });
} catch (caught) {
  error = caught instanceof OpenAI.APIError ? caught.status : String(caught);
}

console.log(JSON.stringify({
  models, whole: whole.choices[0].message.content, streamed, chunks, finish, usage, error,
}));
