<%@ page contentType="text/plain" session="true" %><%= System.getProperty("jvmRoute") %> <%= session.getId() %>
