extension ChatTemplate {
  /// The same template in Jinja, as it stands under `chat_template` in a `tokenizer_config.json`.
  ///
  /// `apply_chat_template` of transformers then writes the text that ``RenderedConversation`` writes;
  /// `add_generation_prompt`, `thinking` and `keep_reasoning` are its options, and `{% generation %}`
  /// marks what an assistant writes. Tool calls are written from `tool_calls`, as the API of chats has
  /// them. One difference remains: transformers also finds markers inside content.
  package var jinja: String {
    var text = "{{- \(Self.quoted(begin)) -}}\n"
    if reasoning != nil {
      text += """
        {%- set ns = namespace(last=-1) -%}
        {%- for message in messages -%}\
        {%- if message['role'] == 'assistant' -%}{%- set ns.last = loop.index0 -%}{%- endif -%}\
        {%- endfor -%}

        """
    }
    text += """
      {%- for message in messages -%}
      {%- set content = message['content'] or '' -%}
      {%- if content is not string -%}\
      {%- set content = content | map(attribute='text') | join -%}{%- endif -%}

      """
    for (index, role) in Conversation.Role.allCases.filter({ frames[$0] != nil }).enumerated() {
      text += "{%- \(index == 0 ? "if" : "elif") message['role'] == '\(role.rawValue)' -%}\n"
      text += turn(of: role)
    }
    text += """
      {%- else -%}
      {{- raise_exception('unknown role ' + message['role']) -}}
      {%- endif -%}

      """
    if !betweenTurns.isEmpty { text += "{{- \(Self.quoted(betweenTurns)) -}}\n" }
    return text + "{%- endfor -%}\n" + prompt
  }

  private func turn(of role: Conversation.Role) -> String {
    let frame = frames[role] ?? Frame("")
    let end = Self.quoted(frame.after + endOfTurn)
    guard role == .assistant else {
      return "{{- \(Self.quoted(frame.before)) + content + \(end) -}}\n"
    }
    var text = "{{- \(Self.quoted(frame.before)) -}}\n{%- generation -%}\n"
    if let reasoning {
      text += """
        {%- set thought = message['reasoning'] or message['reasoning_content'] -%}
        {%- if thought and (loop.index0 == ns.last or keep_reasoning) -%}\
        {{- \(Self.quoted(reasoning.before)) + thought + \(Self.quoted(reasoning.after)) -}}\
        {%- endif -%}

        """
    }
    text += "{{- content -}}\n" + calls
    return text + "{{- \(end) -}}\n{%- endgeneration -%}\n"
  }

  private var calls: String {
    guard let toolCall else { return "" }
    return """
      {%- for call in message['tool_calls'] or [] -%}
      {%- set call = call['function'] or call -%}
      {{- \(Self.quoted(toolCall.before + "{\"name\": ")) + (call['name'] | tojson) + ', "arguments": ' -}}
      {%- if call['arguments'] is string -%}{{- call['arguments'] -}}\
      {%- else -%}{{- call['arguments'] | tojson -}}{%- endif -%}
      {{- \(Self.quoted("}" + toolCall.after)) -}}
      {%- endfor -%}

      """
  }

  private var prompt: String {
    let header = frames[.assistant]?.before ?? ""
    var text = "{%- if add_generation_prompt -%}{{- \(Self.quoted(header)) -}}"
    if let reasoning {
      text += "{%- if thinking -%}{{- \(Self.quoted(reasoning.before)) -}}{%- endif -%}"
    }
    return text + "{%- endif -%}"
  }

  /// `text` as a Jinja string.
  private static func quoted(_ text: String) -> String {
    var result = "'"
    for scalar in text.unicodeScalars {
      switch scalar {
      case "'": result += "\\'"
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "'"
  }
}
