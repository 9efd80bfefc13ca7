/** How much of a request is read, and how large its parts may be. Beyond these a request is refused, never cut. */

/** Bytes of a protocol request's body. Room for the longest message written entirely in escapes. */
export const MAX_BODY_BYTES = 131_072;
/** Objects and arrays (JSON) or elements (XML) inside one another. */
export const MAX_DEPTH = 16;
/** Elements of an XML body. */
export const MAX_ELEMENTS = 1_000;

/** Characters of one message. */
export const MAX_MESSAGE = 16_000;
/** Characters of a name a visitor chats under (an individual's display name is as long). */
export const MAX_NAME = 128;
export const MAX_PASSWORD = 64;
/** Characters of a queue's or user's name. */
export const MAX_TARGET = 100;
/** Characters of a GUID with room for the odd shapes clients send. */
export const MAX_ID = 64;
export const MAX_CUSTOM_INFO = 4_000;
export const MAX_ATTRIBUTES = 100;
/** The server's prefix `WebTools_` and the name together fill the column of 100. */
export const MAX_ATTRIBUTE_NAME = 91;
export const MAX_ATTRIBUTE_VALUE = 4_000;
export const MAX_ROUTING_CONTEXTS = 50;
export const MAX_ROUTING_CONTEXT = 255;
export const MAX_CLIENT_MESSAGE_ID = 64;
export const MAX_LANGUAGE = 20;
/** Characters of what a callback is about. */
export const MAX_SUBJECT = 2_000;
/** Characters of a telephone number as people type it, and of an e-mail address. */
export const MAX_TELEPHONE = 255;
export const MAX_EMAIL = 255;
/** Characters of a time with its offset, and of a time zone's name. */
export const MAX_TIME = 64;
