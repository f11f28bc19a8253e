// SPDX-FileCopyrightText: 2026 The Forkyard authors
// SPDX-License-Identifier: MIT
//
// What the HTTP/2 codecs of one loop share of nghttp2, and the functions that nghttp2 calls. Only for http2_*.cpp: who
// includes http2_codec.h sees nothing of nghttp2.

#pragma once

#include <nghttp2/nghttp2.h>

#include <memory>
#include <string_view>
#include <vector>

#include "server/http/block_pool.h"
#include "server/http/http2_codec.h"

namespace http {

inline constexpr std::size_t http2FrameHeaderBytes = 9;

/// A field for output that is not copied: name and value live until its frame is written.
nghttp2_nv http2Field(std::string_view name, std::string_view value);
/// False: it belongs to HTTP/1.1 or to us, or holds control bytes.
bool mayBeSentInHttp2(const Header& header);

struct Http2Shared::Library {
  Library();

  struct FreeCallbacks {
    void operator()(nghttp2_session_callbacks* its) const { nghttp2_session_callbacks_del(its); }
  };
  struct FreeOption {
    void operator()(nghttp2_option* its) const { nghttp2_option_del(its); }
  };
  static BlockPool& pool(void* user) { return *static_cast<BlockPool*>(user); }

  std::unique_ptr<nghttp2_session_callbacks, FreeCallbacks> callbacks;
  std::unique_ptr<nghttp2_option, FreeOption> option;
  BlockPool blocks;
  nghttp2_mem memory{
      &blocks,
      [](std::size_t bytes, void* user) { return pool(user).allocate(bytes); },
      [](void* block, void* user) { pool(user).release(block); },
      [](std::size_t count, std::size_t size, void* user) { return pool(user).allocateCleared(count, size); },
      [](void* block, std::size_t bytes, void* user) { return pool(user).reallocate(block, bytes); },
  };
  std::vector<nghttp2_nv> fields;  ///< used inside one call; only ever grows
};

/// Each returns 0, or NGHTTP2_ERR_CALLBACK_FAILURE to end the connection: see Http2Codec::receive.
struct Http2Codec::Callbacks {
  static void setAll(nghttp2_session_callbacks* callbacks);

  static Http2Codec& codec(void* user);
  static int verdict(Http2Codec& codec, bool within);
  static Http2Exchange* exchange(nghttp2_session* session, std::int32_t stream);
  static bool isLate(nghttp2_session* session, const nghttp2_frame_hd& frame, const Http2Codec& self);
  static int beginFrame(nghttp2_session* session, const nghttp2_frame_hd* frame, void* user);
  /// For frames of unknown types, which nghttp2 would skip without a word.
  static int skipExtension(nghttp2_session*, void**, const nghttp2_frame_hd*, void*);
  static int beginHeaders(nghttp2_session* session, const nghttp2_frame* frame, void* user);
  static int header(nghttp2_session* session, const nghttp2_frame* frame, const std::uint8_t* name,
                    std::size_t nameLength, const std::uint8_t* value, std::size_t valueLength, std::uint8_t,
                    void* user);
  static int invalidHeader(nghttp2_session*, const nghttp2_frame*, const std::uint8_t*, std::size_t,
                           const std::uint8_t*, std::size_t, std::uint8_t, void*);
  static int frameReceived(nghttp2_session* session, const nghttp2_frame* frame, void* user);
  static int invalidFrame(nghttp2_session*, const nghttp2_frame*, int, void* user);
  static int dataChunk(nghttp2_session* session, std::uint8_t, std::int32_t stream, const std::uint8_t* bytes,
                       std::size_t length, void* user);
  static int streamClosed(nghttp2_session* session, std::int32_t stream, std::uint32_t, void* user);
  static int frameSent(nghttp2_session* session, const nghttp2_frame* frame, void* user);
  static void endWithTrailers(nghttp2_session* session, std::int32_t stream, const Http2Exchange& exchange,
                              std::uint32_t& flags);
  static int sendData(nghttp2_session*, nghttp2_frame*, const std::uint8_t* frameHeader, std::size_t length,
                      nghttp2_data_source*, void* user);
  /// Reads the body straight to where its frame will stand in the output, leaving room for the frame's header.
  static ssize_t readData(nghttp2_session* session, std::int32_t stream, std::uint8_t*, std::size_t length,
                          std::uint32_t* flags, nghttp2_data_source* source, void* user);
};

}  // namespace http
